"""Record the sample film: `python -m cms.demo.build_film`.

Six silent seconds, drawn on a canvas and recorded by Chromium (`CHROMIUM` and `CHROMEDRIVER` say
where it and its driver are), so that the sample has a video which is small and our own. Needs
selenium, for development only.
"""

import base64
import os
import tempfile

from selenium import webdriver

from cms.demo.files import DOCUMENTS_DIR

FILM = DOCUMENTS_DIR / "film-metal-workshop.webm"
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
RECORD = """
const done = arguments[0];
const canvas = document.createElement("canvas");
canvas.width = 640; canvas.height = 360;
const c = canvas.getContext("2d");
const box = (x, y, w, h, colour) => { c.fillStyle = colour; c.fillRect(x, y, w, h); };
const disc = (x, y, r, colour) => {
  c.fillStyle = colour; c.beginPath(); c.arc(x, y, r, 0, 7); c.fill();
};
const person = (x, helmet) => {
  disc(x, 150, 34, "#8a5a3c"); box(x - 44, 186, 88, 120, "#1f7a8c");
  if (helmet) { disc(x, 138, 36, "#f2b134"); box(x - 50, 138, 100, 10, "#f2b134");
    box(x - 34, 148, 68, 26, "#8a5a3c"); }
};
const scenes = [
  t => { box(0, 0, 640, 360, "#cfe5f2"); box(430, 70, 120, 236, "#16324f");
    box(450, 90, 80, 110, "#ffffff"); person(120 + 120 * t, t > 0.4); },
  t => { box(0, 0, 640, 360, "#f3e9d2"); disc(320, 150, 110, "#16324f");
    c.save(); c.translate(320, 150); c.rotate(t * 12);
    for (let i = 0; i < 4; i++) { c.rotate(Math.PI / 2); box(-12, 10, 24, 84, "#bfdbd0"); }
    c.restore(); box(120, 310, 400 * t, 16, "#d95d39"); },
  t => { box(0, 0, 640, 360, "#16324f"); box(0, 240, 300, 120, "#1f7a8c");
    box(340, 240, 300, 120, "#1f7a8c"); box(300, 360 - 120 * t, 40, 120, "#f2b134");
    for (let i = 0; i < 9; i++) {
      const a = i * 2.4 + t * 9, r = 40 + 70 * ((i * 0.37 + t * 3) % 1);
      disc(320 + Math.cos(a) * r, 220 - Math.abs(Math.sin(a)) * r, 5, "#f2b134");
    } },
];
const length = 6000, start = performance.now();
const recorder = new MediaRecorder(
  canvas.captureStream(12), { mimeType: "video/webm;codecs=vp8", videoBitsPerSecond: 90000 });
const parts = [];
recorder.ondataavailable = event => parts.push(event.data);
recorder.onstop = () => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(new Blob(parts));
};
recorder.start();
const draw = () => {
  const passed = performance.now() - start;
  if (passed >= length) { recorder.stop(); return; }
  const place = passed / length * scenes.length;
  scenes[Math.floor(place)](place % 1);
  setTimeout(draw, 80);
};
draw();
"""


def build() -> None:
    """Draw and record the film."""
    options = webdriver.ChromeOptions()
    options.binary_location = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    with tempfile.TemporaryDirectory() as profile:
        for option in (*OPTIONS, f"--user-data-dir={profile}"):
            options.add_argument(option)
        driver = webdriver.ChromeService(os.environ.get("CHROMEDRIVER", "/usr/bin/chromedriver"))
        browser = webdriver.Chrome(options=options, service=driver)
        try:
            browser.set_script_timeout(60)
            recorded = browser.execute_async_script(RECORD)
        finally:
            browser.quit()
    FILM.write_bytes(base64.b64decode(recorded.partition(",")[2]))


if __name__ == "__main__":
    build()
