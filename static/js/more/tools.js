// Ways to look: flip, blink, swipe, zoom, the surroundings, brightness.
const BLINK_MS = 700;
const BLINKS = 7;
const still = matchMedia('(prefers-reduced-motion: reduce)');
let zoom = 1;
let pan = { x: 0, y: 0 };
let blinking = 0;
const isFromRight = document.documentElement.dir === 'rtl';

const pressed = (what, on) => root.querySelector(`[data-do=${what}]`).setAttribute('aria-pressed', String(Boolean(on)));

function flip() {
  sweep(swipeNow() > 50 ? 0 : 100);
  // The way back names the picture that the question is about.
  const other = swipeNow() === 100 ? pair.after : pair.before;
  if (root.dataset.kind === 'guided' && other) $('flip-word').textContent = say('compare', other);
}

function blink(on) {
  clearInterval(blinking);
  blinking = 0;
  let left = BLINKS;
  if (on && !still.matches && pair.before) {
    blinking = setInterval(() => {
      flip();
      if ((left -= 1) === 0) blink(false);
    }, BLINK_MS);
  }
  pressed('blink', blinking);
}

function place(x = pan.x, y = pan.y) {
  const most = (zoom - 1) * 50;
  const within = (value) => Math.max(-most, Math.min(most, value));
  pan = { x: within(x), y: within(y) };
  setStage('--zoom', zoom);
  setStage('--x', `${pan.x}%`);
  setStage('--y', `${pan.y}%`);
  $('zoom').textContent = `${zoom}×`;
  $('stage').classList.toggle('zoomed', zoom > 1);
  drawRule();
}

function zoomTo(factor) {
  zoom = Math.max(1, Math.min(4, factor));
  place();
}

// A bar of a round length, about a fifth of what is seen.
function drawRule() {
  if (!view.task) return;
  const wide = !$('context').hidden;
  const across = (view.task.marker.metres * (wide ? 4 : 1)) / zoom;
  const metres = [500, 200, 100, 50, 20, 10, 5].find((length) => length <= across / 3.5) ?? 5;
  const length = Math.round((metres * 1000) / across);
  root.querySelectorAll('.corner path:not(.north)').forEach((path) => path.setAttribute('d', `M40 940v20h${length}v-20`));
  root.querySelector('.corner text').textContent = say('scale', { metres });
  $('across').textContent = say('across', { metres: Math.round(across) });
}

// The surroundings, four times as wide, of the picture that is shown.
function surroundings(on) {
  const image = $('context');
  image.hidden = !on;
  pressed('context', on);
  const shown = swipeNow() === 100 ? pair.before : pair.after;
  if (on && shown) {
    image.src = cutOf(shown, 'context');
    image.alt = say('picture', shown);
  }
  $('stage').classList.toggle('far', on);
  drawRule();
}

also.shows = (before) => {
  blink(false);
  surroundings(false);
  root.querySelector('[data-do=blink]').disabled = !before;
};

function filters() {
  const parts = [...root.querySelectorAll('[data-filter]')].map((box) => {
    const value = box.type === 'checkbox' ? Number(box.checked) : Number(box.value) / 100;
    return `${box.dataset.filter}(${value})`;
  });
  setStage('--filter', parts.join(' '));
}

function openTools(on = $('more').hidden) {
  $('more').hidden = !on;
  root.querySelector('[data-do=more]').setAttribute('aria-expanded', String(on));
  fit();
}

Object.assign(actions, {
  flip: () => {
    blink(false);
    flip();
  },
  blink: () => blink(!blinking),
  zoom: () => zoomTo(zoom === 4 ? 1 : zoom * 2),
  outline: () => pressed('outline', !$('stage').classList.toggle('bare')),
  context: () => surroundings($('context').hidden),
  swipe: () => {
    openTools(true);
    if (swipeNow() % 100 === 0) sweep(50);
    $('swipe').focus();
  },
  more: () => openTools(),
  plain: () => {
    root.querySelectorAll('[data-filter]').forEach((box) => {
      box.value = 100;
      box.checked = false;
    });
    filters();
  },
});

function watchTools() {
  const stage = $('stage');
  root.addEventListener('input', (event) => {
    if (event.target.dataset.filter) filters();
    if (event.target.id === 'swipe') {
      blink(false);
      sweep(swipeNow());
    }
  });
  let from = null;
  stage.addEventListener('pointerdown', (event) => {
    if (event.button || event.target.closest('button')) return;
    from = { x: event.clientX, y: event.clientY, pan, moved: false };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener('pointermove', (event) => {
    if (!from) return;
    const { left, right, width } = stage.getBoundingClientRect();
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    from.moved ||= Math.hypot(x, y) > 6;
    if (!from.moved) return;
    blink(false);
    if (zoom > 1) place(from.pan.x + (x / width) * 100, from.pan.y + (y / width) * 100);
    else {
      const share = (isFromRight ? right - event.clientX : event.clientX - left) / width;
      sweep(Math.round(Math.max(0, Math.min(1, share)) * 100));
    }
  });
  // A browser would carry the picture away instead.
  stage.addEventListener('dragstart', (event) => event.preventDefault());
  stage.addEventListener('pointerup', () => {
    if (from && !from.moved && pair.before) actions.flip();
    from = null;
  });
  stage.addEventListener('pointercancel', () => {
    from = null;
  });
}
