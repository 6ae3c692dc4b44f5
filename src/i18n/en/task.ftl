# task
task-saved = Saved, thank you.
task-saved-again = Saved already; it counts once.
task-saved-surplus = Kept, thank you. Others have settled this building meanwhile, so it no longer changes the result.
