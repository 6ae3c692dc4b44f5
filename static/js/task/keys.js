// What every button and key does.
const hasLetters = () => !document.cookie.includes('aftermath_letters=off');

function stepFilm(by) {
  const most = view.task.pictures.length - 1;
  chooseFirst(Math.max(0, Math.min(most, view.first < 0 ? 0 : view.first + by)));
  reveal(view.first);
}

function chooseFirst(at, last = null) {
  Object.assign(view, { first: at, last, asking: -1 });
  paint();
}

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
  flip: () => {
    blink(false);
    flip();
  },
  blink: () => blink(!blinking),
  zoom: () => zoomTo(zoom === 4 ? 1 : zoom * 2),
  outline: () => outline(),
  context: () => surroundings($('context').hidden),
  retry: () => retry(),
  swipe: () => {
    more(true);
    if (swipeNow() % 100 === 0) sweep(50);
    $('swipe').focus();
  },
  more: () => more(),
  plain: plainFilters,
  help: () => {
    $('keys').checked = hasLetters();
    $('help').showModal();
  },
  standing: seen('s'),
  destroyed: seen('d'),
  cannot: () => {
    if (view.kind === 'timeline') {
      const at = view.first < 0 ? view.task.pictures.length - 1 : view.first;
      return markUnusable(at, isUsable(at));
    }
    return seen('x')();
  },
  dated: () => {
    if (view.first < 0 || !isUsable(view.first)) {
      if (view.first < 0) $('chosen').textContent = say('choose-first');
      root.querySelector('.film input:checked, .film input').focus();
      return;
    }
    submit(fieldsOf('window'));
  },
  never: () => submit(fieldsOf('standing')),
  before: () => submit(fieldsOf('already')),
  yes: () => submit(fieldsOf('window')),
  earlier: moved('last', 'd'),
  later: moved('first', 's'),
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
  doubt: () => {
    view.doubt = true;
    paint();
  },
  back: () => {
    view.doubt = false;
    if (view.task.pictures.every((_, at) => !isUsable(at))) view.trace = [];
    paint();
  },
  again: () => begin(view.task),
  undo: () => undo(),
  onward: () => ($('break').hidden = true),
  flag: () => {
    const flag = root.querySelector('.flag');
    if (!flag) return;
    flag.open = true;
    flag.querySelector('input[type=radio]').focus();
  },
};

const LETTERS = { b: 'blink', s: 'swipe', z: 'zoom', c: 'cannot', h: 'outline', x: 'doubt', u: 'undo', f: 'flag', '?': 'help' };

function keyAction(key) {
  const { kind } = view;
  if (key === '1') return { guided: 'standing', timeline: 'never' }[kind];
  if (key === '2') return { guided: 'destroyed', timeline: 'before' }[kind];
  if (key === '+' || key === '=') return () => zoomTo(zoom * 2);
  if (key === '-') return () => zoomTo(zoom / 2);
  return LETTERS[key];
}

function arrow(event) {
  const side = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
  if (event.target.id === 'stage' && zoom > 1) {
    place(pan.x + side[0] * 12, pan.y + side[1] * 12);
    return true;
  }
  if (!side[0]) return false;
  if (view.kind !== 'timeline') return false;
  stepFilm(document.documentElement.dir === 'rtl' ? side[0] : -side[0]);
  return true;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $('help').open) return;
  const { target, key } = event;
  const isText = target.matches('textarea, select');
  const isBox = isText || target.matches('input:not([type=radio])');
  if (key.startsWith('Arrow')) {
    const isFilm = target.name === 'first_destroyed';
    if (isBox || (target.matches('input') && !(isFilm && /Left|Right/.test(key)))) return;
    if (arrow(event)) {
      event.preventDefault();
      if (isFilm) root.querySelector('.film :checked').focus();
    }
    return;
  }
  const isControl = target.matches('button, a, summary');
  if (key === 'Enter') {
    const act = { confirm: 'yes', timeline: view.first >= 0 && 'dated' }[view.kind];
    if (act && !isControl && !isText && target.name !== 'why') run(event, actions[act]);
    return;
  }
  if (key === ' ') {
    // Space chooses a radio that is not chosen yet, and presses a button, as everywhere.
    if (isControl || isBox || (target.matches('input') && !target.checked)) return;
    return run(event, actions.flip);
  }
  if (isText || !hasLetters()) return;
  const act = keyAction(key.toLowerCase());
  if (act) run(event, actions[act] ?? act);
}

function run(event, act) {
  if (event.repeat && act !== actions.flip) return;
  event.preventDefault();
  act();
}

function watchScreen() {
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-do]');
    // The second half of a double click would answer a building that nobody has seen.
    const isSecond = event.detail > 1 && performance.now() - view.since < 500;
    if (button && !isSecond) actions[button.dataset.do]();
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
    if (target.id === 'keys') {
      document.cookie = `aftermath_letters=${target.checked ? 'on' : 'off'}; path=/; max-age=31536000; samesite=lax`;
    }
  });
  root.addEventListener('submit', (event) => {
    const { target } = event;
    const act = target.id === 'doubt' ? giveDoubt : target.matches('.skip-form') ? skip : target.matches('.flag-form') ? flag : null;
    if (!act) return;
    event.preventDefault();
    act(target, event.submitter);
  });
  document.addEventListener('keydown', onKey);
}
