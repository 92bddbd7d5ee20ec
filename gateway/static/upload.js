// Comfort only: the form of a proof leaves by itself without this file. Sends the chosen files one after the other, shows
// how far each is, and after a cut sends the same one again under the same identifier: it has one effect.

const one = (selector, root = document) => root.querySelector(selector);
const main = one("main");
// Files still to send, what is under way, and the identifier of the form that sends them: the page is fresh after each.
let files = [], body, id, kind;

const arm = () => main.querySelectorAll("[type=file]").forEach((field) => (field.multiple = true));
arm();

function say(text) {
  one("#console [data-live-status]").textContent = text;
}

// First in line: app.js leaves a form alone that somebody else takes care of.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-upload]") || !one("[type=file]", form).files.length) return;
  event.preventDefault();
  if (body) return;
  id = form.id;
  files = [...one("[type=file]", form).files];
  kind = one("select", form).value;
  next();
}, true);

function next() {
  const form = document.getElementById(id);
  const file = files.shift();
  if (!file || !form) return;
  one("select", form).value = kind;
  body = new FormData(form);
  body.set(one("[type=file]", form).name, file);
  send(form, file.name);
}

function send(form, name) {
  const box = one("[data-sending]", form), bar = one("progress", box);
  const request = new XMLHttpRequest();
  one(".error-text, .amount-warning", form)?.remove();
  one("button", form).focus();
  one("[data-name]", box).textContent = name;
  box.hidden = false;
  bar.value = 0;
  say(`${name}\u00a0: envoi en cours`);
  const lost = () => {
    const told = one("template", form).content.firstElementChild.cloneNode(true);
    box.hidden = true;
    form.append(told);
    say(told.textContent);
    const again = () => told.isConnected && send(form, name);
    one("button", told).onclick = again;
    one("button", told).focus();
    addEventListener("online", again, { once: true });
  };
  request.upload.onprogress = (event) => event.lengthComputable && (bar.value = event.loaded / event.total);
  request.onerror = request.ontimeout = lost;
  request.onload = () => {
    const page = request.response, address = new URL(request.responseURL);
    // A page of somebody between us and the server, or none.
    if (!page || !one("main", page)) return lost();
    body = null;
    if (address.pathname === "/connexion") return location.assign(address);
    show(page, request.status >= 400 && name);
    next();
  };
  request.timeout = 120000;
  request.responseType = "document";
  request.open("POST", form.action);
  request.send(body);
}

// The page that the server answers takes the place of this one; what it tells joins what the console has told, with the
// name of the file when it is `refused`, for it may be one among several.
function show(page, refused) {
  const told = [...page.querySelectorAll("[data-messages] > *")];
  if (refused) told.forEach((line) => one("strong", line).append(` ${refused}\u00a0:`));
  document.title = page.title;
  main.replaceChildren(...one("main", page).childNodes);
  one("[data-messages]").prepend(...told);
  one("[data-quiet]").hidden = true;
  arm();
  const select = one(`#${id} select`);
  // Where nothing may be deposited any more, for the folder is full, what is left over is named.
  if (!select) files.forEach((file) => told[0].lastElementChild.append(` ${file.name}\u00a0: non déposé.`));
  else if (refused) select.value = kind;
  (one("[data-focus]") || one(`#${id} [type=file]`) || main).focus();
  say(told.map((line) => line.textContent).join(" "));
}

addEventListener("beforeunload", (event) => body && (event.returnValue = "1"));
