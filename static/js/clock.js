// Lets the center's clock go on as the page is read. Without it the page shows the time at which it was opened.

function tick(clock) {
  const [hours, minutes, seconds] = clock.textContent.split(":").map(Number);
  const first = (hours * 60 + minutes) * 60 + seconds;
  const opened = Date.now();
  const two = (n) => String(n).padStart(2, "0");
  setInterval(() => {
    const now = first + Math.floor((Date.now() - opened) / 1000);
    clock.textContent = [Math.floor(now / 3600) % 24, Math.floor(now / 60) % 60, now % 60].map(two).join(":");
  }, 1000);
}

document.querySelectorAll(".apply-now").forEach(tick);
