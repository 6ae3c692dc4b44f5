"""A crowd for bench/consensus.py, drawn as design/consensus.md 5 says for the model `par`."""

import csv

import numpy as np

INTERVALS_DAYS = 154
SPAM = 0.075


def calendar(rng, captures):
    """The day of each capture: gaps of two days and a gamma."""
    gaps = 2 + rng.gamma(2, (INTERVALS_DAYS / captures - 2) / 2, captures - 1)
    return np.concatenate([[0.0], np.cumsum(gaps)])


def truths(rng, days, tasks):
    """The number of captures that show each building standing: 6 % none, 8 % all, the others in
    four bursts and between them."""
    share = rng.dirichlet([2, 2, 2, 2])
    middle = rng.uniform(days[0], days[-1], 4)
    when = np.full(tasks, -1.0)
    while (left := ~((when > days[0]) & (when <= days[-1]))).any():
        count = left.sum()
        burst = rng.normal(middle[rng.choice(4, count, p=share)], 8)
        uniform = rng.uniform(days[0], days[-1], count)
        when[left] = np.where(rng.random(count) < 0.8, burst, uniform)
    fate = rng.random(tasks)
    when[fate < 0.06], when[fate >= 0.92] = days[0] - 10, days[-1] + 10
    return np.searchsorted(days, when)


def dealt(rng, weights, tasks):
    """5 to 10 different volunteers for each task, drawn by weight: (task, volunteer) pairs."""
    tickets = np.cumsum(weights / weights.sum())
    drawn = np.searchsorted(tickets, rng.random((tasks, 24))).clip(max=len(weights) - 1)
    is_new = np.ones(drawn.shape, bool)
    for at in range(1, drawn.shape[1]):
        is_new[:, at] = (drawn[:, :at] != drawn[:, at : at + 1]).all(axis=1)
    wanted = rng.integers(5, 11, tasks)
    is_kept = is_new & (np.cumsum(is_new, axis=1) <= wanted[:, None])
    task, place = np.nonzero(is_kept)
    return task, drawn[task, place]


def wrong(rng, truth, late, far, captures):
    """Answers beside the truth: late or early, at a distance that goes on with chance `far`."""
    answers = np.full(len(truth), -1)
    while (left := (answers < 0) | (answers > captures)).any():
        sign = np.where(rng.random(left.sum()) < late[left], 1, -1)
        distance = rng.geometric(1 - far[left])
        answers[left] = truth[left] + sign * distance
    return answers


def logit(share):
    return np.log(share / (1 - share))


def draw(folder, tasks, seed=101, captures=11, exact=0.75):
    """Writes FOLDER/labels.csv and FOLDER/truth.csv; says how many judgements there are."""
    rng = np.random.default_rng(seed)
    volunteers = tasks * 3 // 11
    truth = truths(rng, calendar(rng, captures), tasks)
    skill = rng.beta(12 * exact, 12 * (1 - exact), volunteers).clip(0.01, 0.99)
    late, far = rng.beta(6.5, 3.5, volunteers), rng.beta(2.5, 3.5, volunteers).clip(max=0.95)
    lapse = rng.beta(1, 24, volunteers)
    hard = rng.normal(0, 0.6, tasks)
    kind = np.where(rng.random(volunteers) < SPAM, rng.choice([1, 1, 2, 3], volunteers), 0)
    constant = rng.integers(0, captures + 1, volunteers)

    low, high = -5.0, 5.0  # the scale at which an honest volunteer is exactly right as often
    some, many = rng.integers(0, volunteers, 6_000), rng.integers(0, tasks, 6_000)
    for _ in range(30):
        scale = (low + high) / 2
        rate = (1 / (1 + np.exp(-(logit(skill[some]) + scale - hard[many])))).mean()
        low, high = (scale, high) if rate < exact else (low, scale)

    task, who = dealt(rng, rng.lognormal(0, 1.8, volunteers), tasks)
    chance = 1 / (1 + np.exp(-(logit(skill[who]) + scale - hard[task])))
    beside = wrong(rng, truth[task], late[who], far[who], captures)
    answer = np.where(rng.random(len(task)) < chance, truth[task], beside)
    uniform = rng.integers(0, captures + 1, len(task))
    slider = np.where(rng.random(len(task)) < 0.7, captures, uniform)
    answer = np.where(rng.random(len(task)) < lapse[who], uniform, answer)
    for spam, said in ((1, uniform), (2, constant[who]), (3, slider)):
        answer = np.where(kind[who] == spam, said, answer)

    with open(folder / "labels.csv", "w", newline="") as file:
        file.write("task,worker,label\n")
        for start in range(0, len(task), 100_000):
            part = slice(start, start + 100_000)
            rows = zip(task[part].tolist(), who[part].tolist(), answer[part].tolist())
            file.writelines(f"{t},{w},{a}\n" for t, w, a in rows)
    with open(folder / "truth.csv", "w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(
            [("task", "truth"), *enumerate(truth.tolist())]
        )
    return len(task)
