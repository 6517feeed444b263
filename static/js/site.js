// Small comforts of every page. Nothing here is needed to use the site.

const WARN_SECONDS = 120;

function closeMenuOnEscape(menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// Counts down to the end of the session by the clock, for a sleeping tab is told late.
function countDown(session) {
  const endsAt = Date.now() + Number(session.dataset.secondsLeft) * 1000;
  const left = session.querySelector(".session-left");
  const warning = session.querySelector(".session-warning");

  const tick = () => {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    say(left, session.dataset.left.replace("{n}", Math.floor(seconds / 60)));
    if (seconds <= WARN_SECONDS) say(warning, seconds ? session.dataset.soon : session.dataset.over);
    if (!seconds) clearInterval(timer);
  };
  const timer = setInterval(tick, 1000);
}

// Screen readers announce each change, so only a new text is written.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const menu = document.querySelector(".site-menu");
if (menu) closeMenuOnEscape(menu);

const session = document.querySelector(".session");
if (session) countDown(session);

for (const print of document.querySelectorAll("[data-print]")) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}

// After the page is loaded, for a fragment left in the address moves the focus too.
window.addEventListener("load", () => document.querySelector(".error-summary, .problem-box")?.focus());
