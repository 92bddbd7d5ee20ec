// Runs before the first paint: only engines that will also run the module (app.js) fold the menu.
"noModule" in document.createElement("script") && document.documentElement.classList.add("js");
