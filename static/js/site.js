// Small comforts of every page. Nothing here is needed to use the site.

const WARN_SECONDS = 300;

function closeMenuOnEscape(menu) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// Counts down to the end of the session by the clock, for a sleeping tab is told late. Five minutes before the end a
// dialog asks; it prolongs the session without leaving the page, so that nothing typed is lost.
function countDown(session) {
  const left = session.querySelector(".session-left");
  const warning = session.querySelector(".session-warning");
  const dialog = session.querySelector(".session-ending");
  let endsAt = Date.now() + Number(session.dataset.secondsLeft) * 1000;
  let isTold = false;

  const tick = () => {
    const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    say(left, session.dataset.left.replace("{n}", Math.floor(seconds / 60)));
    if (seconds <= WARN_SECONDS && seconds && !isTold) {
      isTold = true;
      dialog.showModal();
    }
    if (seconds) return;
    if (dialog.open) dialog.close();
    say(warning, session.dataset.over);
    clearInterval(timer);
  };
  const prolong = async () => {
    const form = session.querySelector("form");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (!answer.ok) return form.submit();
    endsAt = Date.now() + (await answer.json()).seconds_left * 1000;
    isTold = false;
    dialog.close();
    tick();
  };
  dialog.querySelector("[value=extend]").addEventListener("click", prolong);
  dialog.querySelector("[value=close]").addEventListener("click", () => dialog.close());
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
