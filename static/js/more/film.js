'use strict';
// All pictures at once: the strip, and the window chosen in it.
let filmOf = 0;

const usableBefore = (at) => {
  for (let own = at - 1; own >= 0; own -= 1) if (isUsable(own)) return own;
  return -1;
};
// The last standing picture of the timeline: the usable one before, or one chosen further back.
const lastOf = () => view.last ?? usableBefore(view.first);

// Goes to the other mode with all that was said.
function changeMode(mode) {
  if (mode === view.mode) return;
  const { trace } = view;
  if (mode === 'timeline') {
    view.first = firstDestroyed(trace);
    const last = lastStanding(trace);
    view.last = view.first >= 0 && last >= 0 && last !== usableBefore(view.first) ? last : null;
  } else if (view.first >= 0 && isUsable(view.first)) {
    const last = lastOf();
    view.trace = trace.filter(([at, seen]) => seen === 'x' || (seen === 's' ? at < view.first : at > last));
    if (last >= 0) view.trace = saidAlso(view.trace, last, 's');
    view.trace = saidAlso(view.trace, view.first, 'd');
  }
  Object.assign(view, { mode, doubt: false, asking: -1 });
  rememberView(chosenView(mode));
  paint();
  scrollTo(0, 0);
  $('ask').focus({ preventScroll: true });
}

also.timeline = (pictures) => {
  $('ask').textContent = say('title');
  drawFilm(pictures);
  const { first } = view;
  const last = first < 0 ? -1 : lastOf();
  const shown = pictures[first < 0 ? pictures.length - 1 : first];
  const before = pictures[first < 0 ? 0 : last];
  if (first >= 0 && !view.looked.includes(first)) view.looked.push(first);
  showPair(before, shown, [before?.day, shown.day], before ? 50 : 0);
  const chosen = () => {
    if (!isUsable(first)) return say('marked', shown);
    return last < 0 ? say('first-seen', shown) : say('window', { from: before.day, to: shown.day });
  };
  $('chosen').textContent = first < 0 ? say('choose') : chosen();
  $('widen').hidden = first < 0 || last < 0;
  root.querySelector('[data-do=wider]').disabled = usableBefore(last) < 0;
  root.querySelector('[data-do=narrower]').disabled = last === usableBefore(first);
  [...$('film').children].forEach((cell, at) => {
    cell.classList.toggle('stands', at === last);
    cell.classList.toggle('between', at > last && at < first && last >= 0);
    cell.querySelector('[type=radio]').checked = at === first;
    cell.querySelector('[type=checkbox]').checked = !isUsable(at);
  });
  const [from, to] = [last, first].map((at) => tickOf(pictures, Math.max(0, at)));
  root.querySelector('.axis .span').setAttribute('d', first > 0 && last >= 0 ? `M${from} 12H${to}` : '');
};

const tickOf = (pictures, at) => Math.round(10 + (pictures[at].since / Math.max(1, pictures.at(-1).since)) * 980);

function drawFilm(pictures) {
  if (filmOf === view.task.a) return;
  filmOf = view.task.a;
  const cells = pictures.map((picture) => {
    const cell = $('cell').content.cloneNode(true).firstElementChild;
    const [radio, box] = cell.querySelectorAll('input');
    const image = cell.querySelector('img');
    Object.assign(radio.dataset, { chip: picture.chip, spoken: picture.day, credit: picture.credit });
    radio.value = box.value = picture.id;
    if (view.task.low) image.remove();
    else {
      image.src = thumbOf(picture);
      // The large one may be on the shelf where the small one cannot be had.
      image.onerror = () => {
        image.onerror = () => image.classList.add('lost');
        image.src = picture.chip;
      };
    }
    cell.querySelector('.day').textContent = picture.day;
    cell.querySelector('.gap').textContent = picture.gap;
    cell.querySelector('.cannot .visually-hidden').textContent = say('cannot-see-day', picture);
    return cell;
  });
  $('film').replaceChildren(...cells);
  $('film').scrollTo(0, 0);
  $('ticks').setAttribute('d', pictures.map((_, at) => `M${tickOf(pictures, at)} 4V20`).join(''));
}

// Where a picture that did not come with the task is cut when somebody asks.
const cutOf = (picture, kind) => `/chips/of/${view.task.b}/${picture.id}/${kind}`;
const thumbOf = (picture) => picture.thumb ?? cutOf(picture, 'thumb');

// Scrolls the strip alone, never the page.
function reveal(at) {
  const [film, cell] = [$('film'), $('film').children[at]];
  const [box, own] = [film.getBoundingClientRect(), cell.getBoundingClientRect()];
  film.scrollBy({ left: own.left + own.width / 2 - box.left - box.width / 2 });
}

// A picture just marked as not to be seen may have a reason; nobody has to give one.
function askWhy() {
  const at = view.asking;
  $('why').hidden = at < 0 || view.kind === 'doubt';
  if (at < 0) return;
  $('why-title').textContent = say('why', view.task.pictures[at]);
  $('why').querySelectorAll('input').forEach((box) => (box.checked = view.why[at] === box.value));
}

function markUnusable(at, on) {
  view.trace = on ? saidAlso(view.trace, at, 'x') : unsaid(view.trace, at);
  if (view.last === at) view.last = null;
  view.asking = on ? at : -1;
  paint();
}

function stepFilm(by) {
  const most = view.task.pictures.length - 1;
  chooseFirst(Math.max(0, Math.min(most, view.first < 0 ? 0 : view.first + by)));
  reveal(view.first);
}

function chooseFirst(at, last = null) {
  Object.assign(view, { first: at, last, asking: -1 });
  paint();
}

// Answers with a window between these pictures, -1 where there is none on that side.
function dateBetween(last, first, looked = []) {
  const marked = view.trace.filter(([, seen]) => seen === 'x');
  submit(fieldsOf('window', '', { last, first }, [...marked, ...looked]));
}

// "In all of them" means those that were shown: said by name, however late it arrives.
const usable = () => view.task.pictures.map((_, at) => at).filter(isUsable);
const cannotGuided = actions.cannot;

Object.assign(actions, {
  cannot: () => {
    if (view.kind !== 'timeline') return cannotGuided();
    const at = view.first < 0 ? view.task.pictures.length - 1 : view.first;
    markUnusable(at, isUsable(at));
  },
  dated: () => {
    const { first } = view;
    if (first < 0 || !isUsable(first)) {
      if (first < 0) $('chosen').textContent = say('choose-first');
      return root.querySelector('.film input:checked, .film input').focus();
    }
    const last = lastOf();
    const looked = view.looked.filter((at) => isUsable(at) && (at <= last || at >= first));
    dateBetween(last, first, looked.map((at) => [at, at >= first ? 'd' : 's']));
  },
  never: () => dateBetween(usable().at(-1), -1),
  before: () => dateBetween(-1, usable()[0]),
  wider: () => {
    view.last = usableBefore(lastOf());
    paint();
  },
  narrower: () => {
    let at = lastOf() + 1;
    while (at < view.first && !isUsable(at)) at += 1;
    view.last = at === usableBefore(view.first) ? null : at;
    paint();
  },
  all: () => changeMode('timeline'),
  one: () => changeMode('guided'),
});

function watchFilm() {
  root.addEventListener('click', (event) => {
    // A picture further back, chosen while Shift is held, is where it still stands.
    const shot = event.shiftKey && event.target.closest('.cell');
    if (!shot) return;
    const at = [...$('film').children].indexOf(shot);
    if (view.first > at && isUsable(at)) {
      event.preventDefault();
      chooseFirst(view.first, at);
    }
  });
  root.addEventListener('change', ({ target }) => {
    const cell = target.closest('.cell');
    const at = cell ? [...$('film').children].indexOf(cell) : -1;
    if (target.name === 'first_destroyed') chooseFirst(at);
    if (target.name === 'unusable') markUnusable(at, target.checked);
    if (target.name === 'why') view.why[view.asking] = target.value;
  });
}
