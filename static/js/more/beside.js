// What a volunteer does beside answering: take back, pass on, report, rest.
const BREAK = { answers: 25, ms: 20 * 60_000 };
const UNDO_MS = 4000;
const windows = globalThis.BroadcastChannel && new BroadcastChannel('aftermath');
let from = 0;
let isUndoing = false;

async function undo() {
  const { last } = count;
  if (!last) return document.querySelector('main > .saved form')?.requestSubmit();
  if (isUndoing) return;
  isUndoing = isBusy = true;
  try {
    await takeBack(last);
  } finally {
    isUndoing = isBusy = false;
  }
}

async function takeBack(last) {
  // On its way to the server: what comes of it is known soon, or it is to be tried again later.
  if (sending === last.key) {
    await Promise.race([draining, new Promise((late) => setTimeout(late, UNDO_MS))]);
  }
  const faulty = (said) => notice(said.title ?? say('offline-title'), said.message ?? say('no-link'));
  if (sending === last.key) return faulty({});
  let { task } = last;
  if (!last.judgement) takenBack.add(last.key);
  if (!last.judgement && (await isWaiting(last))) {
    await change((of) => {
      of('outbox').delete(last.key);
      of('tasks').put({ ...task, slug, n: 0 });
    });
  } else {
    // Another window may have sent it: sent again it says which judgement it became.
    if (!last.judgement) {
      const said = await post(last.to, last.fields);
      if (!said.ok) return faulty(said);
      last.judgement = said.judgement;
    }
    const said = await post(`/c/${slug}/undo`, { judgement: last.judgement });
    if (!said.ok) return faulty(said);
    said.next.forEach((own) => done.delete(own.a));
    await keepAhead(said);
    [task] = said.next;
  }
  // What was said holds where the pictures are those it was said of.
  const isSame = task?.exhibit === last.task.exhibit;
  count.last = null;
  count.answered = Math.max(0, count.answered - 1);
  isBusy = false;
  if (task) begin(task, isSame ? last.said : {});
  // Others settled it meanwhile.
  else await onward();
  status(say('taken-back'));
}

const isWaiting = async ({ key }) => (await kept('outbox')).some((item) => item.key === key);

async function skip(form, button) {
  const { a } = view.task;
  const isNear = Boolean(button?.name);
  const said = await post(form.action, { assignment: a, ...(isNear ? { near: 1 } : {}) }, !isNear);
  if (!said.ok) return notice(said.title ?? say('offline-title'), said.message ?? say('no-link'));
  // Those of the same place went back, too: what stays is dealt anew.
  const gone = isNear ? await held() : [view.task];
  await change((of) => gone.forEach((task) => of('tasks').delete(task.a)));
  await keepAhead(said);
  status('');
  await onward();
}

async function flag(form) {
  const key = newKey();
  const fields = { ...Object.fromEntries(new FormData(form)), key };
  try {
    await leave({ key, slug, to: form.action, fields });
  } catch {
    return form.submit();
  }
  form.closest('details').open = false;
  form.reset();
  await drain();
  await sayWaiting();
}

// After so many answers or minutes in this window a break is offered. Never asked of a clock.
function tally() {
  try {
    const used = Number(sessionStorage.getItem('ms') ?? 0) + performance.now() - from;
    from = performance.now();
    sessionStorage.setItem('ms', used);
    sessionStorage.setItem('done', Number(sessionStorage.getItem('done') ?? 0) + 1);
  } catch {
    // Then the server alone asks for a break.
  }
}

function offerBreak(task) {
  let due = task.pause;
  try {
    due ||= Number(sessionStorage.getItem('done')) >= BREAK.answers || Number(sessionStorage.getItem('ms')) >= BREAK.ms;
    if (due) ['done', 'ms'].forEach((name) => sessionStorage.removeItem(name));
  } catch {
    // As above.
  }
  $('break').hidden = !due;
}

Object.assign(actions, {
  undo,
  onward: () => {
    $('break').hidden = true;
    fit();
  },
  flag: () => {
    const box = root.querySelector('.flag');
    if (!box) return;
    box.open = true;
    box.querySelector('input[type=radio]').focus();
  },
});

also.answers = (task) => {
  tally();
  windows?.postMessage(task.a);
};

// For `recall`.
function remember() {
  try {
    sessionStorage.setItem('at', `${view.task.a} ${writeTrace(view.trace)}`);
  } catch {
    // As above.
  }
}

also.begins = (isNew) => {
  const box = root.querySelector('.flag');
  if (box) {
    box.open = false;
    box.querySelector('[name=text]').value = '';
  }
  zoom = 1;
  place(0, 0);
  if (!isNew) return;
  // Painted once more, a building does not take the pause away.
  offerBreak(view.task);
  openTools(false);
  // A key still held, or pressed again, must not answer a building that nobody has seen.
  if (document.activeElement.closest('.answers')) $('ask').focus({ preventScroll: true });
};

also.paints = () => {
  remember();
  askWhy();
  soon();
};

// What was said of this building on a page without script.
also.resumes = (said) => {
  const { mode, task } = view;
  view.trace = readTrace(said).filter(([at]) => at < task.pictures.length);
  view.mode = 'guided';
  if (mode === 'timeline' && location.search.includes('view=timeline')) changeMode(mode);
  else paint();
};

also.watches = () => {
  watchTools();
  watchFilm();
  watchKeys();
  root.addEventListener('submit', (event) => {
    const { target } = event;
    const act = target.matches('.skip-form') ? skip : target.matches('.flag-form') ? flag : null;
    if (!act) return;
    event.preventDefault();
    act(target, event.submitter);
  });
  if (page.practice || !isKept) return;
  windows?.addEventListener('message', ({ data }) => {
    if (data === view.task?.a && !isBusy) onward();
  });
  (globalThis.requestIdleCallback ?? setTimeout)(shelve, { timeout: 2000 });
};

// The screen may stand already.
if (root.isConnected) {
  also.watches();
  if (view.task) {
    also.begins(true);
    also.paints();
  }
}
