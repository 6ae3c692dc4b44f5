// What is on the screen, and what the volunteer has said of the building so far.
const view = {};
const KINDS = ['guided', 'timeline', 'confirm', 'doubt'];
let filmOf = 0;

const $ = (id) => document.getElementById(id);
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
const isUsable = (at) => saidOf(view.trace, at) !== 'x';
const usableBefore = (at) => {
  for (let own = at - 1; own >= 0; own -= 1) if (isUsable(own)) return own;
  return -1;
};
// The last standing picture of the timeline: the usable one before, or one chosen further back.
const lastOf = () => view.last ?? usableBefore(view.first);

function begin(task) {
  const isNew = task.a !== view.task?.a;
  Object.assign(view, { task, since: performance.now(), trace: [], first: -1, last: null, why: {}, looked: [], asking: -1, doubt: false, key: newKey() });
  root.querySelectorAll('[name=assignment]').forEach((box) => (box.value = task.a));
  root.querySelectorAll('[name=sureness], [name=why], [name=reason]').forEach((box) => (box.checked = false));
  const flag = root.querySelector('.flag');
  if (flag) {
    flag.open = false;
    flag.querySelector('[name=text]').value = '';
  }
  zoom = 1;
  place(0, 0);
  drawMarker(task.marker);
  $('tip').hidden = !task.tip;
  $('tip').textContent = task.tip ?? '';
  $('answered').textContent = say('answered-n', { n: count.answered });
  // Painted once more, a building does not take the pause away.
  if (isNew) isBreakDue(task);
  paint();
  scrollTo(0, 0);
}

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

function paint() {
  const pictures = view.task.pictures;
  const isGuided = view.mode === 'guided';
  let step = nextStep(pictures.length, view.trace, view.task.nudge);
  if (step.kind === 'clash') {
    view.trace = view.trace.filter(([, seen]) => seen === 'x');
    step = nextStep(pictures.length, view.trace, view.task.nudge);
  }
  view.step = step;
  const isNothing = isGuided ? step.kind === 'nothing' : pictures.every((_, at) => !isUsable(at));
  const kind = view.doubt || isNothing ? 'doubt' : !isGuided ? 'timeline' : step.kind === 'confirm' ? 'confirm' : 'guided';
  const isNew = view.kind !== kind;
  view.kind = kind;
  root.dataset.kind = kind;
  for (const own of KINDS) $(own).hidden = own !== kind;
  $('strip').hidden = view.mode !== 'timeline';
  $('sure').hidden = kind === 'guided' || kind === 'doubt';
  $('steps').hidden = kind !== 'guided';
  const show = (name, on) => (root.querySelector(`.ways [data-do=${name}]`).hidden = !on);
  show('all', isGuided);
  show('one', !isGuided);
  show('doubt', kind !== 'doubt');
  show('again', view.trace.length || view.first >= 0);
  ({ guided: paintLook, confirm: paintConfirm, timeline: paintTimeline, doubt: paintDoubt })[kind](pictures, step);
  askWhy(pictures);
  if (isNew && root.contains(document.activeElement) && document.activeElement.closest('[hidden]')) $('ask').focus({ preventScroll: true });
  soon();
}

function paintLook(pictures, step) {
  const [picture, last, first] = [pictures[step.at], lastStanding(view.trace), firstDestroyed(view.trace)];
  const other = last >= 0 ? last : Math.max(0, first);
  const word = last >= 0 ? 'you-standing' : first >= 0 ? 'you-destroyed' : 'oldest';
  const compared = other === step.at ? null : pictures[other];
  $('ask').textContent = say('standing-on', { day: picture.day });
  const [n, of] = [view.trace.length + 1, view.trace.length + step.remaining];
  $('steps').firstElementChild.textContent = say('step', { n, of });
  Object.assign($('steps').lastElementChild, { max: of + 1, value: n });
  showPair(compared, picture, [compared && say(word, { day: compared.day }), picture.day], 0);
  if (compared) $('flip-word').textContent = say('compare', { day: compared.day });
}

function paintConfirm(pictures, { last, first }) {
  const [before, after] = [pictures[last], pictures[first]];
  $('ask').textContent = question(before, after);
  root.querySelector('#confirm [data-do=earlier]').hidden = !before;
  root.querySelector('#confirm [data-do=later]').hidden = !after;
  const label = (picture, word) => picture && say(word, { day: picture.day });
  const labels = [label(before, 'day-standing'), label(after, 'day-destroyed')];
  if (before && after) showPair(before, after, labels, 50);
  else showPair(null, before ?? after, [null, labels[0] ?? labels[1]], 0);
}

const question = (before, after) =>
  before && after ? say('between', { from: before.day, to: after.day }) : say(before ? 'still' : 'already', { day: (before ?? after).day });

function paintDoubt(pictures) {
  $('ask').textContent = say('title-doubt');
  if (!pair.after) showPair(null, pictures[0], [null, pictures[0].day], 0);
}

function paintTimeline(pictures) {
  $('ask').textContent = say('title');
  drawFilm(pictures);
  const { first } = view;
  const last = first < 0 ? -1 : lastOf();
  const shown = first < 0 ? pictures.length - 1 : first;
  const before = pictures[first < 0 ? 0 : last];
  if (first >= 0 && !view.looked.includes(first)) view.looked.push(first);
  showPair(before, pictures[shown], [before?.day, pictures[shown].day], before ? 50 : 0);
  const day = pictures[shown].day;
  $('chosen').textContent = first < 0 ? say('choose') : !isUsable(first) ? say('marked', { day }) : last < 0 ? say('first-seen', { day }) : say('window', { from: before.day, to: day });
  $('widen').hidden = first < 0 || last < 0;
  root.querySelector('[data-do=wider]').disabled = usableBefore(last) < 0;
  root.querySelector('[data-do=narrower]').disabled = last === usableBefore(first);
  [...$('film').children].forEach((cell, at) => {
    cell.classList.toggle('stands', at === last);
    cell.classList.toggle('between', at > last && at < first && last >= 0);
    cell.querySelector('[type=radio]').checked = at === first;
    cell.querySelector('[type=checkbox]').checked = !isUsable(at);
  });
  const [from, to] = [tickOf(pictures, Math.max(0, last)), tickOf(pictures, Math.max(0, first))];
  root.querySelector('.axis .span').setAttribute('d', first > 0 && last >= 0 ? `M${from} 12H${to}` : '');
}

function tickOf(pictures, at) {
  const times = [pictures[0], pictures[at], pictures.at(-1)].map((picture) => Date.parse(picture.date));
  return Math.round(10 + ((times[1] - times[0]) / Math.max(1, times[2] - times[0])) * 980);
}

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
      image.src = picture.thumb;
      image.onerror = () => image.classList.add('lost');
    }
    cell.querySelector('.day').textContent = picture.day;
    cell.querySelector('.gap').textContent = picture.gap;
    cell.querySelector('.cannot .visually-hidden').textContent = say('cannot-see-day', { day: picture.day });
    return cell;
  });
  $('film').replaceChildren(...cells);
  $('ticks').setAttribute('d', pictures.map((_, at) => `M${tickOf(pictures, at)} 4V20`).join(''));
}

// Scrolls the strip alone, never the page.
function reveal(at) {
  const [film, cell] = [$('film'), $('film').children[at]];
  const [box, own] = [film.getBoundingClientRect(), cell.getBoundingClientRect()];
  film.scrollBy({ left: own.left + own.width / 2 - box.left - box.width / 2 });
}

// A picture just marked as not to be seen may have a reason; nobody has to give one.
function askWhy(pictures) {
  const at = view.asking;
  $('why').hidden = at < 0;
  if (at < 0) return;
  $('why-title').textContent = say('why', { day: pictures[at].day });
  $('why').querySelectorAll('input').forEach((box) => (box.checked = view.why[at] === box.value));
}

function markUnusable(at, on) {
  view.trace = on ? saidAlso(view.trace, at, 'x') : unsaid(view.trace, at);
  if (view.last === at) view.last = null;
  view.asking = on ? at : -1;
  paint();
}

// The words of an answer, as the plain form would send them.
function fieldsOf(verdict, reason = '') {
  const { task, trace } = view;
  const id = (at) => (at >= 0 ? task.pictures[at].id : '');
  const checked = (name) => root.querySelector(`[name=${name}]:checked`)?.value ?? '';
  const marked = trace.filter(([, seen]) => seen === 'x').map(([at]) => at);
  const guided = view.mode === 'guided';
  const [last, first] = guided ? [view.step.last ?? -1, view.step.first ?? -1] : [lastOf(), view.first];
  const looked = view.looked.filter((at) => isUsable(at) && (at <= last || at >= first));
  const said = [...trace.filter(([, seen]) => seen === 'x'), ...looked.map((at) => [at, at >= first ? 'd' : 's'])];
  const isWindow = verdict === 'window';
  // "In all of them" means those that were shown: said by name, however late it arrives.
  const usable = task.pictures.map((_, at) => at).filter(isUsable);
  const named = { window: [last, first], standing: [usable.at(-1), -1], already: [-1, usable[0]] }[verdict];
  const ends = { verdict: named ? 'window' : verdict, last_standing: named ? id(named[0]) : '', first_destroyed: named ? id(named[1]) : '' };
  return {
    assignment: task.a, key: view.key, exhibit: task.exhibit, reason, ...ends,
    unusable: marked.map((at) => (view.why[at] ? `${id(at)}:${view.why[at]}` : id(at))).join(),
    sureness: checked('sureness'), mode: view.mode,
    trace: writeTrace(guided ? trace : isWindow ? said : said.filter(([, seen]) => seen === 'x')),
    ...(task.low ? { low: 1 } : {}),
  };
}
