// Quickens the task pages. Every one of them works without this file.
const form = document.getElementById("timeline");
if (form) timeline(form);

// Guided mode: fetch ahead what the next question may show.
const ahead = document.getElementById("ahead");
if (ahead && !navigator.connection?.saveData) {
  const fetchAhead = () => ahead.dataset.chips.split(" ").filter(Boolean).forEach((url) => { new Image().src = url; });
  (window.requestIdleCallback ?? setTimeout)(fetchAhead);
}

function timeline(form) {
  const stage = document.getElementById("stage");
  const before = document.getElementById("before");
  const after = document.getElementById("after");
  const swipe = document.getElementById("swipe");
  const chosen = document.getElementById("chosen");
  const radios = [...form.elements.first_destroyed].filter((r) => r.type === "radio");
  const marked = () => new Set([...form.querySelectorAll("[name=unusable]:checked")].map((box) => box.value));
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let blinking = 0;
  let zoom = 1;
  let pan = { x: 0, y: 0 };
  const looked = [];

  form.classList.add("scripted");
  document.querySelector(".tools").hidden = false;

  const show = (image, label, radio) => {
    if (image.src !== new URL(radio.dataset.chip, location).href) image.src = radio.dataset.chip;
    image.alt = `Satellite picture of ${radio.dataset.spoken}`;
    document.getElementById(label).textContent = radio.dataset.spoken;
  };

  // The chosen picture against the usable one before it.
  const compare = () => {
    const unusable = marked();
    const index = radios.findIndex((radio) => radio.checked);
    const last = radios.slice(0, Math.max(index, 0)).findLastIndex((radio) => !unusable.has(radio.value));
    const shown = index < 0 ? radios.length - 1 : index;
    show(after, "date-after", radios[shown]);
    show(before, "date-before", radios[last < 0 ? 0 : last]);
    document.getElementById("credit").textContent = radios[shown].dataset.credit;
    form.elements.last_standing.value = index >= 0 && last >= 0 ? radios[last].value : "";
    if (index < 0) return;
    if (!looked.includes(index)) looked.push(index);
    const first = radios[index].dataset.spoken;
    chosen.textContent = unusable.has(radios[index].value)
      ? `You marked ${first} as not to be seen; choose another picture.`
      : last < 0 ? `Destroyed in the first picture you can see, ${first}.`
      : `Destroyed between ${radios[last].dataset.spoken} and ${first}.`;
    [index - 1, index + 1].forEach((near) => { if (radios[near]) new Image().src = radios[near].dataset.chip; });
  };

  const set = (name, value) => stage.style.setProperty(name, value);
  const sweep = (share) => { swipe.value = share; set("--swipe", `${share}%`); };
  const flip = () => sweep(Number(swipe.value) > 50 ? 0 : 100);
  const press = (action, on) => form.querySelector(`[data-do=${action}]`).setAttribute("aria-pressed", String(on));
  const blink = (on) => {
    clearInterval(blinking);
    blinking = on && !still.matches ? setInterval(flip, 700) : 0;
    press("blink", Boolean(blinking));
  };
  const place = () => {
    const most = (zoom - 1) * 50;
    pan = { x: Math.max(-most, Math.min(most, pan.x)), y: Math.max(-most, Math.min(most, pan.y)) };
    set("--zoom", zoom);
    set("--x", `${pan.x}%`);
    set("--y", `${pan.y}%`);
    document.getElementById("zoom").textContent = `${zoom}×`;
  };
  const actions = {
    flip: () => { blink(false); flip(); },
    blink: () => blink(!blinking),
    zoom: () => { zoom = zoom === 4 ? 1 : zoom * 2; place(); },
    marker: () => press("marker", !stage.classList.toggle("bare")),
    cannot: () => {
      const radio = radios.find((r) => r.checked);
      const box = radio && form.querySelector(`[name=unusable][value="${radio.value}"]`);
      if (box) { box.checked = !box.checked; compare(); }
    },
    step: (by) => {
      const index = radios.findIndex((radio) => radio.checked);
      const next = radios[Math.max(0, Math.min(radios.length - 1, index < 0 ? 0 : index + by))];
      next.checked = true;
      next.closest(".film").scrollTo({ left: next.closest(".cell").offsetLeft - 200 });
      compare();
    },
  };

  form.addEventListener("click", (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action) actions[action]();
  });
  form.addEventListener("change", compare);
  swipe.addEventListener("input", () => { blink(false); set("--swipe", `${swipe.value}%`); });

  let from = null;
  stage.addEventListener("pointerdown", (event) => {
    from = { x: event.clientX, y: event.clientY, pan: { ...pan }, moved: false };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    if (!from) return;
    const side = stage.clientWidth;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    from.moved ||= Math.hypot(dx, dy) > 6;
    if (!from.moved) return;
    if (zoom > 1) {
      pan = { x: from.pan.x + (dx / side) * 100, y: from.pan.y + (dy / side) * 100 };
      place();
    } else {
      const box = stage.getBoundingClientRect();
      sweep(Math.max(0, Math.min(100, ((event.clientX - box.left) / side) * 100)));
    }
  });
  stage.addEventListener("pointerup", () => { if (from && !from.moved) actions.flip(); from = null; });
  stage.addEventListener("pointercancel", () => { from = null; });

  const letters = document.getElementById("keys");
  letters.checked = !document.cookie.includes("aftermath_letters=off");
  letters.addEventListener("change", () => {
    document.cookie = `aftermath_letters=${letters.checked ? "on" : "off"}; path=/; max-age=31536000; samesite=lax`;
  });
  const keys = { " ": "flip", b: "blink", z: "zoom", h: "marker", c: "cannot" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tag = event.target.tagName;
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      if (tag === "INPUT") return;
      actions.step(event.key === "ArrowRight" ? 1 : -1);
      event.preventDefault();
      return;
    }
    // Space chooses a radio that is not chosen yet, as everywhere.
    if (event.key === " " && tag === "INPUT" && !event.target.checked) return;
    if (event.key !== " " && !letters.checked) return;
    const action = keys[event.key.toLowerCase()];
    if (!action || ["BUTTON", "A", "SUMMARY"].includes(tag) || (tag === "INPUT" && event.target.type !== "radio")) return;
    event.preventDefault();
    actions[action]();
  });

  form.addEventListener("submit", (event) => {
    const first = radios.find((radio) => radio.checked);
    if (event.submitter?.value === "dated" && (!first || marked().has(first.value))) {
      event.preventDefault();
      if (!first) chosen.textContent = "First choose the picture from which on it is destroyed.";
      (first ?? radios[0]).focus();
      return;
    }
    const said = radios.findIndex((radio) => radio.checked);
    form.elements.trace.value = event.submitter?.value === "dated"
      ? looked.map((index) => `${index}${index >= said ? "d" : "s"}`).join(".")
      : "";
  });

  sweep(50);
  compare();
}
