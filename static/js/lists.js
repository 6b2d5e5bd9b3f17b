// A list is filtered in place: the same address is fetched as the form would ask for, and what changed is put in.
// Whatever fails, the browser goes there as it would without this.

const list = document.querySelector("[data-live]");
const status = document.querySelector("[data-status]");
const place = () => location.pathname + location.search;
let shown = place();
let running = null;

const form = () => list.querySelector("form");

function addressOf(asked) {
  const given = [...new FormData(asked)].filter(([, value]) => value.trim());
  const query = new URLSearchParams(given).toString();
  return asked.getAttribute("action") + (query && `?${query}`);
}

// What the reader had open, and what they were at: kept over the change.
function held() {
  const at = list.contains(document.activeElement) ? document.activeElement : null;
  const facet = at?.closest("[data-facet]");
  return {
    name: at?.name,
    value: at?.value,
    typed: at?.type === "text" && [at.value, at.selectionStart, at.selectionEnd],
    facet: facet?.dataset.facet,
    order: facet && [...facet.querySelectorAll("input[type=checkbox]")].map((box) => box.value),
    open: [...list.querySelectorAll("details")].map((each) => [each.dataset.facet, each.open]),
  };
}

function restore(before) {
  const facets = [...list.querySelectorAll("details")];
  for (const [name, open] of before.open) {
    const same = facets.find((each) => each.dataset.facet === name);
    if (same) same.open = open;
  }
  if (before.facet) keepOrder(facets.find((each) => each.dataset.facet === before.facet), before.order);
  const same = [...form().elements].filter((each) => each.name && each.name === before.name);
  const at = same.find((each) => each.type !== "checkbox" || each.value === before.value);
  if (before.typed && at) {
    at.value = before.typed[0];
    at.setSelectionRange(before.typed[1], before.typed[2]);
  }
  return at;
}

// In the group that is in use nothing changes its place under the reader's hand.
function keepOrder(facet, order) {
  const labels = facet ? [...facet.querySelectorAll(".tick")] : [];
  const rank = (label) => order.indexOf(label.firstElementChild.value) >>> 0;
  const sorted = [...labels].sort((one, other) => rank(one) - rank(other));
  const next = labels.at(-1)?.nextSibling;
  for (const label of sorted) label.parentNode.insertBefore(label, next);
}

async function show(address, { push = true, otherwise }) {
  running?.abort();
  const mine = (running = new AbortController());
  list.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: mine.signal });
    if (!answer.ok && answer.status !== 400) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh) throw new Error("This is no list.");
    const before = held();
    list.replaceChildren(...fresh.childNodes);
    const at = restore(before) ?? (before.name === undefined && document.activeElement === document.body && list.querySelector("#count"));
    if (at) at.focus({ preventScroll: true });
    if (push && answer.url !== location.href) history.pushState(null, "", answer.url);
    shown = place();
    status.textContent = list.querySelector("#count").textContent.trim();
  } catch (error) {
    if (error.name !== "AbortError") otherwise();
  } finally {
    if (running === mine) {
      running = null;
      list.removeAttribute("aria-busy");
    }
  }
}

function ask() {
  const asked = form();
  show(addressOf(asked), { otherwise: () => asked.submit() });
}

if (list && status) {
  list.addEventListener("change", (event) => event.target.form === form() && ask());
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-live-link]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    show(link.href, { otherwise: () => location.assign(link.href) });
  });
  addEventListener("popstate", () => {
    if (place() !== shown) show(location.href, { push: false, otherwise: () => location.reload() });
  });
}
