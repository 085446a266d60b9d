"""A visitor of the pages, in Debian's Chromium."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, expect

PHONE, DESKTOP = (
    ViewportSize(width=390, height=844),
    ViewportSize(width=960, height=800),
)
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
PASSWORD = "Correct horse 1"
expect.set_options(timeout=30_000)  # ms: other services may be busy on the same cores

# The texts whose contrast with what lies behind them is below 4.5 (WCAG 2.2, 1.4.3).
FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3).map((value) => value / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.body.querySelectorAll("*")].filter(hasText).filter((element) => {
    const pair = [getComputedStyle(element).color, ground(element)].map(luminance);
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) < 4.5;
  }).map((element) => element.outerHTML);
}"""
UNLABELLED = """() => [...document.querySelectorAll(
  "input:not([type=hidden]), textarea, select")].filter((e) => !e.labels.length)
  .map((e) => e.outerHTML)"""
OVERFLOWS = "() => document.documentElement.scrollWidth > innerWidth"


@contextmanager
def visitor(
    browser: Browser,
    url: str,
    *,
    has_script: bool = True,
) -> Iterator[Page]:
    """A page of a new visitor; whatever the browser complains of fails the test."""
    context = browser.new_context(
        base_url=url,
        java_script_enabled=has_script,
        viewport=DESKTOP,
    )
    complaints: list[str] = []
    page = context.new_page()

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def sign_up(page: Page, email: str) -> None:
    page.goto("/sign-up")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name").fill("Ada Lovelace")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("Welcome, Ada Lovelace!")).to_be_visible()


def write(page: Page, title: str, text: str, tags: str) -> None:
    page.goto("/posts/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Text").fill(text)
    page.get_by_label("Tags").fill(tags)
    page.get_by_label("Published").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("You are logged out.")).to_be_visible()
    expect(page.get_by_role("link", name="New post")).to_have_count(0)


def shown(page: Page) -> list[str]:
    """The titles on the list."""
    return page.locator(".posts h2").all_inner_texts()


def faults(page: Page, path: str) -> list[str]:
    """What is too faint or without a label, and sizes that it is too wide for."""
    page.goto(path)
    found: list[str] = page.evaluate(UNLABELLED)
    for scheme, size in product(SCHEMES, (PHONE, DESKTOP)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        found += page.evaluate(FAINT)
        if page.evaluate(OVERFLOWS):
            found.append(f"{path} at {size}")
    page.emulate_media(color_scheme="light")
    return found
