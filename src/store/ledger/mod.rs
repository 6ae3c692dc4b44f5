//! The ledger's tables. Leaves, nodes and checkpoints are only ever added.

mod checkpoints;
mod compose;
mod crowd;
mod leaves;
mod queue;
mod staff;

pub use checkpoints::{
    Kept, Stamp, add_checkpoint, add_stamp, checkpoint, checkpoints, newest, stamp, stamps,
};
pub use compose::{Composer, Item, compose, secrets};
pub use leaves::{
    LEAVES_PAGE, Stored, Tree, Waiting, append, count, is_newest, page, position_of, size, waiting,
};
pub use queue::{erased, forget_about, is_waiting, lock, new_key, released};
pub(super) use queue::{queue, queue_as, queue_capture, queue_many};
