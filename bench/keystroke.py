"""`python -m bench.keystroke`: how long a key takes in the queue until the next frame, at 4x CPU throttling.

A served desk, Debian's Chromium, 50 presses of J among 50 rows; beside it the same page unthrottled, so that
the machine's own speed can be read off.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from browser.served import served
from browser.shots import CHROMIUM, QUIET, sign_in

PRESSES = 50
TIME = """() => new Promise((done) => {
  const begun = performance.now()
  const here = document.activeElement ?? document.body
  here.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))
})"""


def measure(page: Page, slower: int) -> list[float]:
    """Milliseconds of each press, slowest last."""
    wire = page.context.new_cdp_session(page)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    return sorted(page.evaluate(TIME) for _ in range(PRESSES))


def main() -> None:
    """Print median and worst of both."""
    with TemporaryDirectory() as home, served(Path(home)) as base, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        sign_in(page, base, "mika@desk.example")
        page.goto(f"{base}/work/queues/all")
        for slower in (1, 4):
            times = measure(page, slower)
            print(f"{slower}x slower: median {median(times):.1f} ms, worst {times[-1]:.1f} ms")
        browser.close()


if __name__ == "__main__":
    main()
