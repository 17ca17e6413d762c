"""axe-core, which looks on a page for what keeps people out of it; `make lint` installs it with npm, pinned."""

import sys
from pathlib import Path

import pytest
from playwright.async_api import Page

SCRIPT = Path(sys.prefix) / "typescript" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_FAULTS = """async (rules) => {
  // Of what passes one element is told a rule, not thousands: that is a quarter of the work.
  const { violations, passes } = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
  const why = ({ any, all, none }) => [...any, ...all, ...none].map(({ message }) => message).join("; ");
  const faults = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target}: ${node.html.slice(0, 200)}: ${why(node)}`));
  return { faults, passes: passes.length };
}"""

_STILL = """async () => {
  const seen = new CSSStyleSheet();
  seen.replaceSync("* { content-visibility: visible !important }");
  document.adoptedStyleSheets = [seen];
  const picture = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const form = () => [...document.querySelectorAll("*")].map(({ scrollHeight }) => scrollHeight).join();
  for (let before = null, now = form(); now !== before; before = now, now = form()) await picture();
}"""


def axe_script() -> str:
    """Return axe's source, or skip the test and say why."""
    if not SCRIPT.is_file():
        pytest.skip("AXE DOES NOT LOOK AT THE PAGE: it is not installed; `make lint` does so where npm is")
    return SCRIPT.read_text(encoding="utf-8")


async def laid_out(page: Page) -> None:
    """Wait until all that is shown has its form.

    Long lists are drawn a part at a time, and laid out where they are in sight: here all is to be measured as it is
    seen.
    """
    await page.evaluate(_STILL)


async def faults_of(page: Page, script: str) -> list[str]:
    """Return what axe finds wrong on the page as it is now, a line each; the page's own policy stays in force."""
    if not await page.evaluate("'axe' in window"):
        # Said by the debugger, not by an element of the page: no policy needs to be turned off for it.
        await page.evaluate(script)
    # A name that the tabs at the top cover by half is no smaller for that.
    await page.evaluate("scrollTo(0, 0)")
    await laid_out(page)
    result = await page.evaluate(_FAULTS, RULES)
    assert result["passes"] > 15
    return list(result["faults"])
