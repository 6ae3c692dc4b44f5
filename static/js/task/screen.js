// What is on the screen, and what the volunteer has said of the building so far.
const view = {};
const KINDS = ['guided', 'timeline', 'confirm', 'doubt'];
// What the second part adds; one picture at a time is answered without it.
const also = {};

const $ = (id) => document.getElementById(id);
const say = (name, values = {}) => words[name].replace(/\{(\w+)\}/g, (hole, key) => values[key] ?? hole);
const isUsable = (at) => saidOf(view.trace, at) !== 'x';

// `said` is what was said of it before, where an answer was taken back.
function begin(task, said = {}) {
  const isNew = task.a !== view.task?.a;
  Object.assign(view, { task, since: performance.now(), trace: [], first: -1, last: null, why: {}, looked: [], asking: -1, doubt: false, key: newKey() }, said);
  root.querySelectorAll('[name=assignment]').forEach((box) => (box.value = task.a));
  root.querySelectorAll('[name=sureness], [name=why], [name=reason]').forEach((box) => (box.checked = box.name === 'sureness' && box.value === said.sureness));
  root.querySelectorAll('.marker polygon').forEach((shape) => shape.setAttribute('points', task.marker.outline));
  root.querySelectorAll('.marker path').forEach((shape) => shape.setAttribute('d', task.marker.brackets));
  root.classList.remove('empty');
  $('tip').hidden = !task.tip;
  $('tip').textContent = task.tip ?? '';
  sayAnswered();
  if (isNew) recall();
  also.begins?.(isNew);
  paint();
  scrollTo(0, 0);
}

// A building left half done, for the guide or by the back button, goes on where it was. In this
// window alone, and not in practice, where a wrong answer starts anew. Not left to the second part,
// with which the screen would change under a finger.
function recall() {
  if (page.practice || view.mode !== 'guided' || view.trace.length) return;
  try {
    const [a, said = ''] = (sessionStorage.getItem('at') ?? '').split(' ');
    if (Number(a) === view.task.a) view.trace = readTrace(said).filter(([at]) => at < view.task.pictures.length);
  } catch {
    // Then it starts anew.
  }
}

const sayAnswered = () => ($('answered').textContent = say('answered-n', { n: count.answered }));

function paint() {
  const { task, mode } = view;
  const { pictures } = task;
  const isGuided = mode === 'guided';
  let step = nextStep(pictures.length, view.trace, task.a);
  if (step.kind === 'clash') {
    view.trace = view.trace.filter(([, seen]) => seen === 'x');
    step = nextStep(pictures.length, view.trace, task.a);
  }
  view.step = step;
  const isDoubt = view.doubt || !pictures.some((_, at) => isUsable(at));
  const kind = isDoubt ? 'doubt' : !isGuided ? mode : step.kind === 'confirm' ? 'confirm' : 'guided';
  const isNew = view.kind !== kind;
  root.dataset.kind = view.kind = kind;
  for (const own of KINDS) $(own).hidden = own !== kind;
  $('strip').hidden = isGuided;
  $('sure').hidden = isDoubt || kind === 'guided';
  $('steps').hidden = kind !== 'guided';
  $('dated').hidden = kind !== 'timeline';
  const ways = { all: isGuided, one: !isGuided, doubt: !isDoubt, again: view.trace.length || view.first >= 0 };
  for (const name in ways) root.querySelector(`.ways [data-do=${name}]`).hidden = !ways[name];
  ({ guided: paintLook, confirm: paintConfirm, timeline: also.timeline, doubt: paintDoubt })[kind](pictures, step);
  also.paints?.();
  if (isNew && root.contains(document.activeElement) && document.activeElement.closest('[hidden]')) $('ask').focus({ preventScroll: true });
  fit();
}

// The picture is as large as leaves the answers in sight, or the ways to look beside which they
// stand. Nothing lies over it.
function fit() {
  if (!view.kind) return;
  const stage = $('stage');
  const end = WIDE.matches ? stage.parentElement : $(view.kind === 'timeline' ? 'strip' : view.kind);
  const rest = end.getBoundingClientRect().bottom - stage.getBoundingClientRect().height + scrollY;
  root.style.setProperty('--rest', `${Math.ceil(rest) + 8}px`);
}

function paintLook(pictures, step) {
  const [picture, last, first] = [pictures[step.at], lastStanding(view.trace), firstDestroyed(view.trace)];
  const other = last >= 0 ? last : Math.max(0, first);
  const word = last >= 0 ? 'you-standing' : first >= 0 ? 'you-destroyed' : 'oldest';
  const compared = other === step.at ? null : pictures[other];
  $('ask').textContent = say('standing-on', picture);
  const n = view.trace.length + 1;
  const of = view.trace.length + step.remaining;
  $('steps').firstElementChild.textContent = say('step', { n, of });
  Object.assign($('steps').lastElementChild, { max: of + 1, value: n });
  showPair(compared, picture, [compared && say(word, compared), picture.day], 0);
  if (compared) $('flip-word').textContent = say('compare', compared);
}

function paintConfirm(pictures, { last, first }) {
  const [before, after] = [pictures[last], pictures[first]];
  $('ask').textContent = before && after ? say('between', { from: before.day, to: after.day }) : before ? say('still', before) : say('already', after);
  root.querySelector('[data-do=earlier]').hidden = !before;
  root.querySelector('[data-do=later]').hidden = !after;
  const labels = [before && say('day-standing', before), after && say('day-destroyed', after)];
  if (before && after) showPair(before, after, labels, 50);
  else showPair(null, before ?? after, [null, labels[0] ?? labels[1]], 0);
}

function paintDoubt(pictures) {
  $('ask').textContent = say('title-doubt');
  if (!pair.after) showPair(null, pictures[0], [null, pictures[0].day], 0);
}

// The words of an answer, as the plain form would send them.
function fieldsOf(verdict, reason = '', { last, first } = view.step, said) {
  const { task, trace, mode, key, why } = view;
  const ends = verdict === 'window' ? [last, first] : [];
  const id = (at) => task.pictures[at]?.id ?? '';
  const marked = trace.filter(([, seen]) => seen === 'x');
  return {
    assignment: task.a, key, exhibit: task.exhibit, verdict, reason, mode,
    last_standing: id(ends[0]), first_destroyed: id(ends[1]),
    unusable: marked.map(([at]) => (why[at] ? `${id(at)}:${why[at]}` : id(at))),
    sureness: root.querySelector('[name=sureness]:checked')?.value ?? '',
    trace: writeTrace(said ?? (mode === 'guided' ? trace : marked)),
    ...(task.low ? { low: 1 } : {}),
  };
}

// What the buttons do; the second part adds to them.
const seen = (letter) => () => {
  if (view.kind !== 'guided' || $('after').dataset.state !== 'there') return;
  const { at } = view.step;
  view.trace = saidAlso(view.trace, at, letter);
  view.asking = letter === 'x' ? at : -1;
  paint();
};

const moved = (end, letter) => () => {
  view.trace = saidAlso(view.trace, view.step[end], letter);
  view.asking = -1;
  paint();
};

const actions = {
  standing: seen('s'),
  destroyed: seen('d'),
  cannot: seen('x'),
  yes: () => submit(fieldsOf('window')),
  earlier: moved('last', 'd'),
  later: moved('first', 's'),
  doubt: () => {
    view.doubt = true;
    paint();
  },
  back: () => {
    view.doubt = false;
    if (!view.task.pictures.some((_, at) => isUsable(at))) view.trace = [];
    paint();
  },
  again: () => begin(view.task),
  retry: () => {
    for (const side of ['before', 'after']) {
      if ($(side).dataset.state === 'lost') put($(side), pair[side]);
    }
    checkStage();
  },
};

let coming;

// The second part, once. What it does not bring now it may bring later.
function fetchMore() {
  coming ??= new Promise((came) => {
    const script = document.createElement('script');
    script.src = source.dataset.more;
    script.onload = came;
    script.onerror = () => {
      coming = null;
      came();
    };
    document.head.append(script);
  });
  return coming;
}

// What is pressed before the second part is there waits for it.
const withMore = (ready, act) => (ready() ? act() : fetchMore().then(() => ready() && act()));

function watchScreen() {
  addEventListener('resize', fit);
  root.addEventListener('click', (event) => {
    const what = event.target.closest('[data-do]')?.dataset.do;
    // The second half of a double click would answer a building that nobody has seen.
    const isSecond = event.detail > 1 && performance.now() - view.since < 500;
    if (what && !isSecond) withMore(() => actions[what], () => actions[what]());
  });
  document.addEventListener('keydown', (event) => withMore(() => also.key, () => also.key(event)));
  $('doubt').addEventListener('submit', (event) => {
    event.preventDefault();
    submit(fieldsOf('cannot_tell', new FormData(event.target).get('reason').replace('-', '_')));
  });
}
