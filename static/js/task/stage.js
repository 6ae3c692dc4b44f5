// The stage: two pictures of one place, one over the other.
const BLINK_MS = 700;
const BLINKS = 7;
const still = matchMedia('(prefers-reduced-motion: reduce)');
let pair = { before: null, after: null };
let zoom = 1;
let pan = { x: 0, y: 0 };
let blinking = 0;
let isFlipped = false;

const swipeNow = () => Number($('swipe').value);
const setStage = (name, value) => $('stage').style.setProperty(name, value);
const pressed = (what, on) => root.querySelector(`[data-do=${what}]`).setAttribute('aria-pressed', String(Boolean(on)));

function put(image, picture) {
  const url = picture?.chip ?? '';
  image.alt = picture ? say('picture', { day: picture.day }) : '';
  if (image.dataset.url === url && image.dataset.state !== 'lost') return;
  image.dataset.url = url;
  // The old picture must not stand under the new date.
  image.dataset.state = url ? 'coming' : 'none';
  image.removeAttribute('src');
  if (url) image.src = url;
}

// Shows two pictures, or one with another to flip to; `share` is where the seam lies.
function showPair(before, after, labels, share) {
  blink(false);
  pair = { before, after };
  put($('after'), after);
  // What nobody looks at is not fetched: it may be the only bytes of a weak link.
  if (share > 0) put($('before'), before);
  else if ($('before').dataset.url !== before?.chip) put($('before'), null);
  $('date-before').textContent = labels[0] ?? '';
  $('date-after').textContent = labels[1] ?? '';
  $('flip').disabled = !before;
  $('flip-word').textContent = say('flip');
  surroundings(false);
  sweep(share);
}

function sweep(share) {
  if (share > 0 && pair.before) put($('before'), pair.before);
  const to = pair.before ? share : 0;
  $('swipe').value = String(to);
  setStage('--swipe', `${to}%`);
  $('tag-before').hidden = to === 0;
  $('tag-after').hidden = to === 100;
  root.querySelector('.seam').hidden = to === 0 || to === 100;
  const shown = to === 100 ? pair.before : pair.after;
  $('time').textContent = shown?.time ?? '';
  $('credit').textContent = shown?.credit ?? '';
  checkStage();
}

// A picture that did not come is said so, never shown as empty ground.
function checkStage() {
  const share = swipeNow();
  const sides = [share < 100 && ['after', pair.after], share > 0 && ['before', pair.before]];
  const lost = sides.find((side) => side && $(side[0]).dataset.state === 'lost');
  $('lost').hidden = !lost;
  if (lost) $('lost').firstElementChild.textContent = say('lost', { day: lost[1].day });
  const there = $('after').dataset.state === 'there';
  for (const name of ['standing', 'destroyed', 'cannot']) {
    root.querySelector(`#guided [data-do=${name}]`).disabled = !there;
  }
  $('stage').classList.toggle('coming', sides.some((side) => side && $(side[0]).dataset.state === 'coming'));
}

function retry() {
  for (const side of ['before', 'after']) {
    if ($(side).dataset.state === 'lost') put($(side), pair[side]);
  }
  checkStage();
}

const flip = () => sweep(swipeNow() > 50 ? 0 : 100);

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
  const metres = [5, 10, 20, 50, 100, 200, 500].findLast((length) => length <= across / 3.5) ?? 5;
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
    image.src = shown.context;
    image.alt = say('picture', { day: shown.day });
  }
  $('stage').classList.toggle('far', on);
  drawRule();
}

function outline() {
  pressed('outline', !$('stage').classList.toggle('bare'));
}

function drawMarker({ outline: corners, brackets }) {
  root.querySelectorAll('.marker polygon').forEach((shape) => shape.setAttribute('points', corners));
  root.querySelectorAll('.marker path').forEach((shape) => shape.setAttribute('d', brackets));
}

function filters() {
  const parts = [...root.querySelectorAll('[data-filter]')].map((box) => {
    const value = box.type === 'checkbox' ? Number(box.checked) : Number(box.value) / 100;
    return `${box.dataset.filter}(${value})`;
  });
  setStage('--filter', parts.join(' '));
}

function plainFilters() {
  root.querySelectorAll('[data-filter]').forEach((box) => {
    box.value = 100;
    box.checked = false;
  });
  filters();
}

function more(on = $('more').hidden) {
  $('more').hidden = !on;
  root.querySelector('[data-do=more]').setAttribute('aria-expanded', String(on));
}

function watchStage() {
  const stage = $('stage');
  for (const side of ['before', 'after']) {
    const image = $(side);
    const came = (state) => () => {
      if (!image.hasAttribute('src')) return;
      image.dataset.state = state;
      checkStage();
    };
    image.addEventListener('load', came('there'));
    image.addEventListener('error', came('lost'));
  }
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
    const { left, width } = stage.getBoundingClientRect();
    const [x, y] = [event.clientX - from.x, event.clientY - from.y];
    from.moved ||= Math.hypot(x, y) > 6;
    if (!from.moved) return;
    blink(false);
    if (zoom > 1) place(from.pan.x + (x / width) * 100, from.pan.y + (y / width) * 100);
    else sweep(Math.round(Math.max(0, Math.min(100, ((event.clientX - left) / width) * 100))));
  });
  stage.addEventListener('pointerup', () => {
    if (from && !from.moved && pair.before) actions.flip();
    from = null;
  });
  stage.addEventListener('pointercancel', () => {
    from = null;
  });
}
