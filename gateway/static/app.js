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

const parse = (text) => new DOMParser().parseFromString(text, "text/html");
// The page behind an address, or nothing when its session is over: then the browser goes and the server explains.
async function ask(address, options) {
  const answer = await fetch(address, options);
  if (answer.redirected && new URL(answer.url).pathname === "/connexion") return void location.assign(answer.url);
  if (answer.status >= 500) throw answer;
  return parse(await answer.text());
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
  if (!(await swap(address))) return;
  history.replaceState(null, "", address);
  // What the address names is shown, as it is without this file.
  const named = location.hash && one(location.hash);
  if (named && !named.contains(document.activeElement)) named.focus();
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

// Drafts. `form`: where somebody types; `dirty`: something was typed since the last draft left; `body`: a draft that no
// answer has come to yet. It is sent again as it is, for the server may have kept it; the next one leaves after its answer.
let form, dirty, body, keeping, again, tries = 0, said;
const unkept = () => dirty || body;
const pack = () => new URLSearchParams(new FormData(form));
const post = () =>
  fetch(form.dataset.draft, { method: "POST", body, headers: AUTOMATIC, keepalive: true, signal: AbortSignal.timeout(15000) });

function show(state) {
  const place = one(".saved", form);
  place.replaceChildren(one(`[data-state=${state}]`, form).content.cloneNode(true));
  if (state !== "saving") speak(place);
}
function speak(place) {
  const text = (one("[data-said]", place) || place).textContent.trim();
  if (text !== said) say((said = text));
}

// Whether the server has said what became of the draft. Only one that is kept may change the version that the form carries.
async function send() {
  const answer = await post();
  if (answer.status >= 500 || answer.status === 429) throw answer;
  const page = parse(await answer.text());
  const place = one(".saved", form);
  const told = !answer.redirected && one(".saved", page);
  if (!told) return false;
  speak(told);
  if (!answer.ok) place.replaceChildren(...told.childNodes);
  else for (const part of all("[data-live]")) {
    const fresh = page.getElementById(part.id);
    if (fresh) part.replaceWith(fresh);
  }
  return true;
}

// After a login in another tab this page still carries the token of the session before.
async function renew() {
  const answer = await fetch(location.href, { headers: AUTOMATIC });
  const token = !answer.redirected && one("[name=form_token]", parse(await answer.text()));
  if (!token) return false;
  for (const field of all("[name=form_token]")) field.value = token.value;
  body.set("form_token", token.value);
  return send();
}

async function run() {
  while (unkept()) {
    if (!body) {
      dirty = false;
      body = pack();
    }
    show("saving");
    try {
      if (!(await send()) && !(await renew())) return show("ended");
      body = null;
      tries = 0;
    } catch {
      show("lost");
      again = setTimeout(keep, Math.min(2000 * 2 ** tries++, 60000));
      return;
    }
  }
  return true;
}
function keep() {
  clearTimeout(again);
  return (keeping ||= run().finally(() => (keeping = null)));
}

document.addEventListener("input", (event) => {
  const typed = event.target.closest("form[data-draft]");
  if (!typed) return;
  form = typed;
  dirty = true;
  clearTimeout(again);
  again = setTimeout(keep, 800);
});
// The form leaves after what was typed in it, and stays where it is when that cannot be kept.
document.addEventListener("submit", (event) => {
  if (event.target !== form || !(unkept() || keeping)) return;
  event.preventDefault();
  keep().then((kept) => kept && form.requestSubmit(event.submitter));
});
addEventListener("online", () => body && keep());
addEventListener("pagehide", () => {
  if (!unkept()) return;
  if (dirty) body = pack();
  post();
});
addEventListener("beforeunload", (event) => body && !keeping && (event.returnValue = "1"));

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
// What was kept in a dialog changed the claim that the page below shows.
box?.addEventListener("close", async () => {
  const typed = form && box.contains(form);
  if (typed) await keep();
  if (typed) return location.reload();
  one("[data-dialog-content]").replaceChildren();
});

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
  if (link.matches("[data-retry]")) return keep().then(() => one(".saved", form).focus());
  if (link.href && !link.target && (dirty || keeping)) {
    event.preventDefault();
    return keep().then(() => link.click());
  }
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
    // Nobody is sent away from what only this page still has.
    if (left <= 0) {
      if (!unkept()) return location.assign("/connexion");
      session.close();
      keep();
      timer = setTimeout(check, 30000);
      return;
    }
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
  // Another tab has just shown a page of somebody logged in: the session lives, or there is one again.
  if (tabs) tabs.onmessage = () => (session.open ? check() : body && keep());
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
