"""A browser without JavaScript: follows links, fills the forms that it was given, keeps cookies and nothing else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

Value = str | list[str]
# Name, content, type as the browser guesses it.
File = tuple[str, bytes, str]
NO_FILE: File = ("", b"", "application/octet-stream")
# What a form sends only when it is pressed or chosen.
NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})
MOST_REDIRECTS = 5


def words(element: html.HtmlElement) -> str:
    """What people read of an element, its spaces joined."""
    return " ".join(element.text_content().split())


@dataclass
class Form:
    """A form as a page gave it: where it goes and what it sends when nothing is changed."""

    page: "Page"
    element: html.HtmlElement

    @property
    def address(self) -> str:
        return urljoin(self.page.address, self.element.get("action") or self.page.address)

    @property
    def method(self) -> str:
        return (self.element.get("method") or "get").upper()

    @property
    def values(self) -> dict[str, Value]:
        """Name and value of each field that a browser would send without a button."""
        sent: dict[str, Value] = {}
        for control in self._controls():
            name, kind = control.get("name"), (control.get("type") or control.tag).lower()
            if not name or kind in NOT_SENT or control.get("disabled") is not None:
                continue
            if kind in {"checkbox", "radio"} and control.get("checked") is None:
                continue
            for value in _values(control):
                known = sent.get(name)
                sent[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]
        return sent

    @property
    def names(self) -> set[str]:
        """Every name that the form can send, buttons included."""
        return {control.get("name") for control in self._controls() if control.get("name")}

    def find(self, label: str) -> html.HtmlElement | None:
        """The button that people read so, at the beginning of its words; the first one when none is named."""
        buttons = (one for one in self._controls() if one.tag == "button")
        return next((one for one in buttons if words(one).startswith(label)), None)

    def submit(self, button: str = "", /, *, file: File | None = None, **typed: Value) -> "Page":
        """Fill fields by name, choose a file, and press a button (the first when none is named)."""
        unknown = set(typed) - self.names
        assert not unknown, f"the form has no field {unknown}, only {self.names}"
        pressed = self.find(button)
        assert pressed is not None, f"no button « {button} » in {words(self.element)}"
        sent, address = self.values | typed, self.address
        if pressed.get("name"):
            sent[pressed.get("name")] = pressed.get("value") or ""
        address = urljoin(self.page.address, pressed.get("formaction") or address)
        return self.page.browser.send(self.method, address, sent, self.files(file))

    def files(self, chosen: File | None) -> dict[str, File] | None:
        """The file field of a form that has one: what was chosen, or an empty file without a name, as browsers send."""
        names = [control.get("name") for control in self._controls() if control.get("type") == "file"]
        return dict.fromkeys(names, chosen or NO_FILE) or None

    def _controls(self) -> Iterator[html.HtmlElement]:
        yield from self.element.iter("input", "select", "textarea", "button")
        if identifier := self.element.get("id"):
            yield from self.page.tree.xpath("//*[@form=$id]", id=identifier)


def _values(control: html.HtmlElement) -> list[str]:
    if control.tag == "textarea":
        return [control.text or ""]
    if control.tag == "select":
        options = control.findall(".//option")
        chosen = [one for one in options if one.get("selected") is not None] or options[:1]
        return [one.get("value", words(one)) for one in chosen]
    return [control.get("value", "on" if control.get("type") in {"checkbox", "radio"} else "")]


@dataclass
class Page:
    """An answer that was read: a page, a file, or a failure."""

    browser: "Browser"
    response: httpx.Response
    _tree: html.HtmlElement | None = field(default=None, repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def address(self) -> str:
        return str(self.response.url)

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def query(self) -> str:
        return urlsplit(self.address).query

    @property
    def tree(self) -> html.HtmlElement:
        if self._tree is None:
            self._tree = html.document_fromstring(self.response.text)
            # Nothing of a template is there before a script takes it.
            for template in self._tree.xpath("//template"):
                template.drop_tree()
        return self._tree

    @property
    def title(self) -> str:
        return words(self.tree.find(".//title"))

    @property
    def heading(self) -> str:
        """The one h1 of the content."""
        (found,) = self.tree.xpath("//h1")
        return words(found)

    @property
    def content(self) -> str:
        """What people read of the content, without header, menu and console."""
        return words(self.tree.get_element_by_id("contenu"))

    @property
    def console(self) -> list[tuple[str, str, str]]:
        """Level, key and sentence of each line of the console that is new."""
        lines = self.tree.xpath("//ul[@data-messages]/li")
        return [(line.get("data-message"), line.get("data-key", ""), words(line)) for line in lines]

    @property
    def keys(self) -> list[str]:
        """The keys of the new lines of the console."""
        return [key for _, key, _ in self.console]

    @property
    def history(self) -> list[str]:
        """The sentences of the whole visit, newest first."""
        return [words(line) for line in self.tree.xpath("//details[contains(@class, 'history')]//li")]

    @property
    def menu(self) -> list[str]:
        """The labels of the menu."""
        return [words(link) for link in self.tree.xpath("//nav[@id='menu']//li/a")]

    @property
    def errors(self) -> dict[str, str]:
        """The sentence under each refused field, by the name of the field."""
        found = {}
        for sentence in self.tree.xpath("//p[contains(@class, 'error-text')][contains(@id, '-erreur')]"):
            (control,) = self.tree.xpath("//*[@id=$id]", id=sentence.get("id").removesuffix("-erreur"))
            assert control.get("aria-invalid") == "true", f"{control.get('id')} is not announced as wrong"
            assert sentence.get("id") in control.get("aria-describedby", "").split()
            found[control.get("name") or control.get("id")] = words(sentence)
        return found

    @property
    def summary(self) -> list[str]:
        """The sentences at the head of a refused form; each leads to its field."""
        links = self.tree.xpath("//div[@id='erreurs']//a")
        for link in links:
            assert self.tree.xpath("//*[@id=$id]", id=link.get("href").removeprefix("#")), link.get("href")
        return [words(link) for link in links]

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of the list, by the label of each column."""
        return [
            {cell.get("data-label"): words(cell) for cell in row.xpath("./*[@data-label]")}
            for row in self.tree.xpath("//tbody/tr")
        ]

    @property
    def forms(self) -> list[Form]:
        return [Form(self, element) for element in self.tree.iter("form") if element.get("method") != "dialog"]

    def form(self, address: str, button: str = "") -> Form:
        """The form that goes to an address of ours, with that button; `…` at its end accepts any continuation."""
        for form in self.forms:
            path = urlsplit(form.address).path
            is_there = path == address or (address.endswith("…") and path.startswith(address[:-1]))
            if is_there and (not button or form.find(button) is not None):
                return form
        raise AssertionError(f"{self.path} has no form for {address}: {[urlsplit(f.address).path for f in self.forms]}")

    def links(self, label: str = "") -> list[str]:
        """Addresses of the links of the content that people read so."""
        content = self.tree.get_element_by_id("contenu")
        return [link.get("href") for link in content.iter("a") if words(link).startswith(label)]

    def follow(self, label: str) -> "Page":
        """Press the first link of the content with these words."""
        found = self.links(label)
        assert found, f"no link « {label} » on {self.path}: {[words(a) for a in self.tree.iter('a')]}"
        return self.browser.get(found[0], referer=self.address)


class Browser:
    """One browser of one person."""

    def __init__(self, site: str, *, headers: Mapping[str, str] | None = None) -> None:
        self.site = site
        # Of the person who has logged in with it.
        self.identifier = ""
        # No limit on redirects here: each is followed by hand, so that a test sees where it went.
        self.client = httpx.Client(base_url=site, timeout=30, headers={"accept": "text/html", **(headers or {})})

    def close(self) -> None:
        self.client.close()

    def get(self, address: str, *, referer: str = "", headers: Mapping[str, str] | None = None) -> Page:
        """Open an address and follow where it leads, as a browser does."""
        given = {**({"referer": referer} if referer else {}), **(headers or {})}
        return self._landed(self.client.get(address, headers=given))

    def send(
        self, method: str, address: str, values: Mapping[str, Value], files: Mapping[str, File] | None = None
    ) -> Page:
        """Send a form, with the headers that browsers add."""
        assert address.startswith(self.site), f"a form of ours leads to {address}"
        if method == "GET":
            return self._landed(self.client.get(address.partition("?")[0], params=dict(values)))
        return self._landed(self.post(address, values, files=files))

    def post(
        self,
        address: str,
        values: Mapping[str, Value],
        headers: Mapping[str, str] | None = None,
        files: Mapping[str, File] | None = None,
    ) -> httpx.Response:
        """One POST, not followed."""
        usual = {"origin": self.site, "sec-fetch-site": "same-origin"}
        return self.client.post(address, data=dict(values), files=files, headers={**usual, **(headers or {})})

    def open(self, response: httpx.Response) -> Page:
        """An answer as a page."""
        return Page(self, response)

    def log_in(self, identifier: str, password: str) -> Page:
        self.identifier = identifier
        return self.get("/connexion").form("/connexion").submit("Valider", identifier=identifier, password=password)

    def log_out(self) -> Page:
        return self.get("/").form("/quitter").submit()

    def token(self) -> str:
        """The token that the forms of this session carry."""
        return re.search(r'name="form_token" value="([^"]+)"', self.get("/plan-du-site").response.text)[1]

    def _landed(self, response: httpx.Response) -> Page:
        for _ in range(MOST_REDIRECTS):
            if not response.is_redirect:
                return Page(self, response)
            target = urljoin(str(response.url), response.headers["location"])
            assert target.startswith(self.site), f"sent away to {target}"
            response = self.client.get(target)
        raise AssertionError(f"too many redirects, the last to {response.headers['location']}")
