// Keeps a business plan while it is typed, and counts its letters. Without it the button at the end keeps it.

const PAUSE = 2000;

function watch(form) {
  const told = form.querySelector(".apply-kept");
  let waiting = 0;
  let isRefused = false;

  const keep = async () => {
    const answer = await fetch(form.dataset.kept, { method: "POST", body: new FormData(form) }).catch(() => null);
    if (!answer) return later();
    const said = await answer.json().catch(() => ({}));
    if (answer.ok) form.elements.version.value = said.version;
    isRefused = answer.status === 409;
    told.textContent = said.told || "";
  };
  const later = () => {
    clearTimeout(waiting);
    if (!isRefused) waiting = setTimeout(keep, PAUSE);
  };
  const count = (area) => {
    const line = document.getElementById(`${area.id}-count`);
    line.textContent = line.textContent.replace(/[\d,]+(?=\D*$)/, area.value.length.toLocaleString("ko-KR"));
    line.classList.toggle("apply-over", area.value.length > Number(area.dataset.most));
  };
  form.addEventListener("input", (event) => {
    if (event.target.matches("textarea")) count(event.target);
    later();
  });
}

document.querySelectorAll("form[data-kept]").forEach(watch);
