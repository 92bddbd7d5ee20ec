// Comfort only: every page works without this file. It asks the addresses that links and forms already have and swaps
// what comes back, so the server knows nothing of it but the header that marks calls nobody made by hand.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);
const AUTOMATIC = { "imagin-automatic": "1" };

// Says a sentence in every live region, for those outside an open dialog are silent.
function say(text, urgent) {
  for (const region of all(`[data-live-${urgent ? "alert" : "status"}], dialog[open] [data-live-status]`)) {
    region.textContent = "";
    setTimeout(() => (region.textContent = text), 100);
  }
}

// Shows a line in the console and says it.
function tell(level, word, text) {
  const line = document.createElement("li");
  line.className = `message message-${level}`;
  line.textContent = `${new Date().toTimeString().slice(0, 5)} ${word}\u00a0: ${text}`;
  one("[data-messages]").replaceChildren(line);
  one("[data-quiet]").hidden = true;
  say(line.textContent, level === "error");
}
const lost = () => tell("error", "Erreur", "Le serveur ne répond pas. Vérifiez votre connexion, puis recommencez.");

// The page behind an address, or nothing when its session is over: then the browser goes and the server explains.
async function ask(address, options) {
  const answer = await fetch(address, options);
  if (answer.redirected && new URL(answer.url).pathname === "/connexion") return void location.assign(answer.url);
  if (answer.status >= 500) throw answer;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

let latest = 0;
async function swap(address, options, selector = "[data-fragment]") {
  const mine = ++latest;
  const focused = document.activeElement?.id;
  all(selector).forEach((part) => (part.dataset.busy = ""));
  try {
    const page = await ask(address, options);
    if (!page || mine !== latest) return;
    for (const part of all(selector)) {
      const fresh = page.getElementById(part.id);
      if (fresh) part.replaceWith(fresh);
    }
    if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus();
    const said = one(`${selector} [data-said]`);
    if (said) say(said.textContent);
    return true;
  } catch {
    lost();
  } finally {
    if (mine === latest) all("[data-busy]").forEach((part) => delete part.dataset.busy);
  }
}

async function go(address) {
  if (await swap(address)) history.replaceState(null, "", address);
}

// Search while typing, after a pause.
const search = one("form[data-search]");
let pause;
if (search) {
  const run = () => {
    clearTimeout(pause);
    go(`${search.getAttribute("action")}?${new URLSearchParams(new FormData(search))}`);
  };
  search.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(run, 250);
  });
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
}

// What is typed is kept as a draft, and the amount follows. A draft changes the version that the form carries: the next
// draft, and the form itself, leave once it has arrived.
const draft = one("form[data-draft]");
if (draft) {
  let wait, saving;
  const keep = async () => {
    while (saving) await saving;
    const options = { method: "POST", body: new URLSearchParams(new FormData(draft)), headers: AUTOMATIC };
    await (saving = swap(draft.dataset.draft, options, "[data-live]"));
    saving = null;
  };
  draft.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(keep, 800);
  });
  draft.addEventListener("submit", (event) => {
    clearTimeout(wait);
    if (!saving) return;
    event.preventDefault();
    saving.then(() => setTimeout(() => draft.requestSubmit(event.submitter)));
  });
}

const box = one("[data-dialog-box]");
async function open(link) {
  try {
    const page = await ask(link.href);
    if (!page) return;
    const content = one("main", page);
    const title = one("h1", content);
    title.id = "dialogue-titre";
    one("[data-dialog-content]").replaceChildren(...content.children);
    box.showModal();
  } catch {
    lost();
  }
}
box?.addEventListener("close", () => one("[data-dialog-content]").replaceChildren());

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a, button, input, label, summary");
  const row = !link && event.target.closest("[data-rows] tr");
  if (row && !String(getSelection())) {
    // The link takes the focus too: closing a dialog gives it back.
    one("a", row).focus();
    return one("a", row).click();
  }
  if (!link) return;
  if (link.matches("a[data-swap]")) {
    event.preventDefault();
    go(link.href);
  } else if (link.matches("a[data-dialog]") && box?.showModal) {
    event.preventDefault();
    open(link);
  } else if (link.matches("[data-menu]")) {
    link.setAttribute("aria-expanded", String(link.getAttribute("aria-expanded") === "false"));
  }
});

// A form that changes something leaves once; coming back by history arms it again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
});
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
}));

// A job under way is asked again until it ends.
const refresh = () => one("[data-refresh]") && setTimeout(async () => {
  await swap(location.href, { headers: AUTOMATIC }, "[data-refresh]");
  refresh();
}, 2000);
refresh();

// The server is the clock of the session: near the end it is asked, and its answer decides.
const session = one("dialog[data-session]");
if (session) {
  const form = one("form", session);
  const tabs = "BroadcastChannel" in window ? new BroadcastChannel("session") : null;
  let timer;
  const later = (left) => {
    clearTimeout(timer);
    if (left <= 0) return location.assign("/connexion");
    if (left > 300) {
      if (session.open) session.close();
      timer = setTimeout(check, (left - 300) * 1000);
      return;
    }
    const minutes = Math.ceil(left / 60);
    one("[data-session-minutes]", session).textContent = `${minutes} minute${minutes > 1 ? "s" : ""}`;
    if (!session.open) session.showModal();
    timer = setTimeout(check, Math.min(left, left % 60 || 60) * 1000);
  };
  const check = async (options) => {
    try {
      later((await (await fetch("/session", { headers: AUTOMATIC, ...options })).json()).remaining_seconds);
    } catch {
      timer = setTimeout(check, 30000);
    }
  };
  const stay = async (event) => {
    event.preventDefault();
    await check({ method: "POST", body: new URLSearchParams(new FormData(form)), headers: {} });
    tabs?.postMessage("");
  };
  form.addEventListener("submit", stay);
  session.addEventListener("cancel", stay);
  if (tabs) tabs.onmessage = () => session.open && check();
  tabs?.postMessage("");
  later(+session.dataset.session);
}

one("[data-focus]")?.focus();
// Text that the server put in the page is not spoken: what just happened is repeated once the page is there.
setTimeout(() => {
  const lines = all("[data-messages] [data-message]");
  const join = (urgent) => lines.filter((line) => (line.dataset.message === "error") === urgent).map((line) => line.textContent).join(" ");
  if (join(true)) say(join(true), true);
  if (join(false)) say(join(false));
}, 300);
