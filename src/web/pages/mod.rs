//! One file per screen: what it shows, its handlers, its form. The same stem as its template.

pub mod about;
pub mod align;
pub mod building;
pub mod captures;
pub mod choices;
pub mod desk;
pub mod error;
pub mod exports;
pub mod home;
pub mod import;
pub mod imports;
pub mod leave;
pub mod map;
pub mod picture;
pub mod progress;
pub mod sign_in;
pub mod start;
pub mod task;
pub mod task_confirm;
pub mod task_doubt;
pub mod task_guided;
pub mod task_json;
pub mod task_none;
pub mod task_timeline;
pub mod tips;
