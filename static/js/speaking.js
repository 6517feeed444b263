// Counts down while somebody presents, from what the center's clock said. Without it the page says until when.

function countDown(clock) {
  const endsAt = Date.now() + Number(clock.dataset.seconds) * 1000;
  const two = (n) => String(n).padStart(2, "0");
  const timer = setInterval(() => {
    const left = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
    clock.textContent = `${two(Math.floor(left / 60))}:${two(left % 60)}`;
    if (!left) clearInterval(timer);
  }, 1000);
}

document.querySelectorAll("[data-seconds]").forEach(countDown);
