// Keeps the page beside a door current: every half minute, and when a half hour strikes, the new main part is
// fetched and swapped in. Without a network the last one stays, with the time at which it was fetched.

const EVERY_MS = 30_000;
const HALF_HOUR_MS = 30 * 60_000;
const AFTER_STRIKE_MS = 500;
const GIVE_UP_MS = 15_000;

const seoulClock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Seoul" });
const main = () => document.querySelector("main");

// The server's clock, for tablets are often wrong: what it said last, and how long ago that was.
let toldAt = Number(main().dataset.now);
let heardAt = performance.now();
const now = () => toldAt + performance.now() - heardAt;

const write = (selector, text) => {
  const element = document.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
};

const tick = () => write(".door-time", seoulClock.format(now()));

// The addresses of styles and scripts carry their content's mark: others than ours belong to a newer version.
const files = (page) => [...page.querySelectorAll("link, script")].map((one) => one.getAttribute("href") ?? one.getAttribute("src"));
const isNewer = (page) => files(page).join() !== files(document).join();

async function newPage() {
  const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || !page.querySelector("main.door-main")) throw new Error(`no door, status ${answer.status}`);
  return page;
}

async function refresh() {
  try {
    const page = await newPage();
    if (isNewer(page)) location.reload();
    main().replaceWith(page.querySelector("main"));
    toldAt = Number(main().dataset.now);
    heardAt = performance.now();
  } catch {
    write(".door-away", main().dataset.away.replace("{time}", seoulClock.format(toldAt)));
  }
  tick();
  refreshLater();
}

function refreshLater() {
  const untilStrike = HALF_HOUR_MS - (now() % HALF_HOUR_MS);
  setTimeout(refresh, Math.min(EVERY_MS, untilStrike + AFTER_STRIKE_MS));
}

tick();
setInterval(tick, 1000);
refreshLater();
