//! Every bound in the system, named with its unit. Nothing grows without a limit from here.

/// Corners of one footprint. Real footprints have under 200; the rest is a broken file.
pub const FOOTPRINT_VERTICES_MAX: usize = 10_000;
/// Buildings of one import, as many as one machine is meant for.
pub const BUILDINGS_MAX: usize = 1_000_000;
/// Bytes of one building list.
pub const BUILDING_FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Bytes of one manifest or STAC item.
pub const MANIFEST_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// Captures of one campaign: 180 a building is the most that any published campaign showed.
pub const CAPTURES_MAX: usize = 400;
/// Row errors listed in one report; the rest is counted.
pub const ROW_ERRORS_MAX: usize = 1_000;
/// Characters of a building's or capture's own id.
pub const EXTERNAL_ID_CHARS_MAX: usize = 200;
/// Pixels across a source raster in either direction.
pub const RASTER_SIDE_PX_MAX: u32 = 200_000;
/// Bytes that decoding one block of a source raster may take.
pub const RASTER_DECODE_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Pixels that one window read for one chip may hold.
pub const RASTER_WINDOW_PX_MAX: u64 = 4096 * 4096;
/// Bytes of a posted form. The largest real one, 400 captures traced, is under 8 kB.
pub const FORM_BYTES_MAX: usize = 16 * 1024;
/// Bytes of a posted form with texts of a campaign: four of the longest, each letter as six.
pub const TEXTS_FORM_BYTES_MAX: usize = 128 * 1024;
/// Seconds that a request's body may take to arrive, after which it is refused.
pub const BODY_SECONDS_MAX: u64 = 15;
/// Minutes for which a dealt task belongs to one volunteer.
pub const LEASE_MINUTES: i64 = 20;
/// Days after a deal in which an answer is still expected, and the pictures that it is about are
/// remembered when they are cut anew.
pub const LATE_DAYS: i64 = 60;
/// Tasks that one volunteer may hold at once: the one on the screen, and those taken along for
/// where there is no connection.
pub const HELD_MAX: usize = 6;
/// Minutes for which a volunteer may take back their last answer.
pub const UNDO_MINUTES: i64 = 20;
/// Expired leases returned to the queue by one deal, so that a deal stays short.
pub const LEASES_SWEPT_MAX: i64 = 16;
/// Days for which a volunteer's cookie lasts.
pub const VOLUNTEER_DAYS: i64 = 365;
/// Hours for which a staff session lasts.
pub const SESSION_HOURS: i64 = 12;
/// Minutes without a page after which a staff session ends.
pub const SESSION_IDLE_MINUTES: i64 = 30;
/// Minutes in which a second factor must follow the password.
pub const SECOND_FACTOR_MINUTES: i64 = 10;
/// Most days for which a token of a program is good.
pub const TOKEN_DAYS_MAX: u16 = 365;
/// People below which a count of them is not told, so that none is known again.
pub const SMALL_CELL: usize = 5;
/// Releases of one campaign.
pub const RELEASES_MAX: i32 = 1_000;
/// Tokens of one campaign that are listed, newest first.
pub const TOKENS_SHOWN: i64 = 200;
/// Days for which an invitation to the staff is good.
pub const INVITATION_DAYS: i64 = 7;
/// Characters of an account's name, and of what an invitation or link is remembered by.
pub const NAME_CHARS_MAX: usize = 100;
/// Characters of a password; more is refused before hashing.
pub const PASSWORD_CHARS_MAX: usize = 256;
/// Least characters of a password.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Judgements of one building read for its consensus; far above any cap.
pub const JUDGEMENTS_PER_BUILDING_MAX: i64 = 1_000;
/// Answers, and buildings, up to which the page of the method counts agreement while somebody
/// waits; in a larger campaign the method of a release has it.
pub const METHOD_ROWS_MAX: u64 = 20_000;
/// Claims with a known answer from which on their calibration is told.
pub const CLAIMS_MIN: u32 = 30;
/// Rows read at once while exporting.
pub const EXPORT_PAGE_ROWS: i64 = 5_000;
/// Jobs that may wait for the writer before new ones are turned away.
pub const WRITE_QUEUE_MAX: usize = 4_096;
/// Jobs that share one commit.
pub const WRITE_BATCH_MAX: usize = 256;
/// Circles drawn on the server's map; more buildings are binned.
pub const MAP_CIRCLES_MAX: usize = 4_000;
/// Bytes of one upload in the browser; larger files go through the server's inbox folder.
pub const UPLOAD_BYTES_MAX: u64 = 16 * 1024 * 1024 * 1024;
/// Files of one upload.
pub const UPLOAD_FILES_MAX: usize = 2_000;
/// Accounts of one suspected group.
pub const COHORT_MAX: i64 = 500;
/// Captures that a building needs before it can be dated.
pub const CAPTURES_MIN: usize = 2;
/// Buildings of a campaign whose answer is known.
pub const GOLDS_MAX: i64 = 5_000;
/// Chips up to which all are counted when a page is asked for.
pub const CHIPS_COUNTED_MAX: i64 = 100_000;
/// Characters of an address for mail.
pub const ADDRESS_CHARS_MAX: usize = 254;
/// Days for which mail that could not be sent is kept, to be seen.
pub const MAIL_DAYS: i64 = 30;
/// Mail that is taken from the queue at once.
pub const MAILS_AT_ONCE: i64 = 20;
/// Gold on one page of the list.
pub const GOLDS_PAGE: usize = 100;
/// Buildings with a window of a list that are offered as gold on one page.
pub const GOLDS_OFFERED_MAX: i64 = 50;
/// Characters of a reason that is written down.
pub const REASON_CHARS_MAX: usize = 500;
/// Characters of a volunteer's remark.
pub const REMARK_CHARS_MAX: usize = 500;
/// Remarks on one page of the staff's list.
pub const REMARKS_PAGE: i64 = 50;
/// Volunteers on one page.
pub const VOLUNTEERS_PAGE: i64 = 50;
/// Answers of one volunteer that are read for the staff's figures, the newest.
pub const FIGURES_ANSWERS_MAX: i64 = 1_000;
/// Answers of a campaign in which a page looks for groups; in more a command does.
pub const GROUPS_SOUGHT_ANSWERS_MAX: i64 = 200_000;
/// Devices that count as one person's.
pub const PERSON_DEVICES_MAX: usize = 20;
/// Characters of a message to one volunteer, and of an announcement in one language; in all of
/// them they fit into one form.
pub const NOTICE_CHARS_MAX: usize = 300;
/// Messages that wait for one volunteer.
pub const MESSAGES_WAITING_MAX: i64 = 5;
/// Announcements shown at once, the newest.
pub const ANNOUNCEMENTS_SHOWN_MAX: i64 = 2;
/// Days for which an announcement stands at most.
pub const ANNOUNCEMENT_DAYS_MAX: i64 = 366;
/// Remarks that one volunteer may make about one building.
pub const REMARKS_OF_ONE_MAX: i64 = 20;
/// Remarks about one building that are shown.
pub const REMARKS_SHOWN_MAX: i64 = 100;
/// Devices on which one volunteer goes on; the oldest is forgotten beyond them.
pub const DEVICES_MAX: i64 = 10;
/// Answers below which a volunteer is shown no share: it would say nothing.
pub const SHARE_ANSWERS_MIN: u32 = 20;
/// Seconds of one answer that count as work: what takes longer was a pause.
pub const WORK_SECONDS_MAX: i64 = 600;
/// Characters of a text of a campaign in one language.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// Practice buildings of a campaign.
pub const PRACTICES_MAX: u32 = 20;
/// Pictures of a campaign that say what counts as destroyed.
pub const EXAMPLES_MAX: u32 = 6;
/// Characters of the sentence with one of them.
pub const EXAMPLE_CHARS_MAX: usize = 300;
/// Answers of one volunteer that are read for their own figures.
pub const OWN_ANSWERS_MAX: i64 = 50_000;
/// Weight of a place, either way: 0 is where all buildings begin.
pub const WEIGHT_MAX: i32 = 1_000;
/// Buildings that one place puts first.
pub const PLACE_BUILDINGS_MAX: usize = 50_000;
/// Buildings of one place that asks for more judgements: each is decided anew while others wait.
pub const PLACE_ASKING_MAX: usize = 2_000;
/// Judgements that a place may want of a building at least.
pub const LEAST_MAX: u32 = 50;
/// Places listed on a page, newest first.
pub const PLACES_PAGE: i64 = 200;
/// Corners of an area.
pub const AREA_CORNERS_MAX: usize = 1_000;
/// Bytes of a form that brings a list of ids.
pub const LIST_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Volunteers that one ruling may ask for.
pub const RULING_MORE_MAX: u32 = 10;
/// Cases on one page of the queue.
pub const CASES_PAGE: i64 = 20;
/// Rulings shown on one page, newest first.
pub const RULINGS_PAGE: i64 = 100;
/// Squares across the map of a campaign that has more buildings than circles.
pub const MAP_CELLS_ACROSS: usize = 48;
/// Buildings listed on the dashboard, those decided last.
pub const LISTED_MAX: usize = 200;
/// Buildings that a rehearsal of other rules lists; more are only counted.
pub const CHANGES_LISTED_MAX: u64 = 20_000;
/// Buildings on one page of what other rules would change.
pub const CHANGES_PAGE: i64 = 50;
/// Buildings of one sample for experts.
pub const SAMPLE_MAX: u32 = 2_000;
/// Versions of rules, samples and reports on one page, newest first.
pub const VERSIONS_PAGE: i64 = 100;
/// Dashboards that one account watches live at once: a browser keeps no more than six connections.
pub const WATCHERS_OF_ACCOUNT_MAX: usize = 4;
/// Dashboards watched live at once.
pub const WATCHERS_MAX: usize = 200;
/// Seconds after which those who watch are told that the connection stands.
pub const HEARTBEAT_SECONDS: u64 = 15;
/// Seconds for which the figures of a large campaign are shown before they are counted anew.
pub const CENSUS_SECONDS: i64 = 60;
/// Bytes of a list of incidents.
pub const INCIDENTS_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Incidents of one list.
pub const INCIDENTS_MAX: usize = 50_000;
/// Incidents on one page.
pub const INCIDENTS_PAGE: i64 = 50;
/// Characters of a title, grade or kind of an incident.
pub const INCIDENT_WORDS_MAX: usize = 500;
/// Characters of an address.
pub const URL_CHARS_MAX: usize = 2_000;
/// Metres to which a place may be known and buildings are still looked for.
pub const ACCURACY_METRES_MAX: u32 = 20_000;
/// Candidates listed for one incident, the nearest first; more are only counted.
pub const CANDIDATES_MAX: usize = 50;
/// Dated buildings read around one incident: where there are more, it points at none of them.
pub const AROUND_MAX: i64 = 5_000;
/// Incidents for which buildings are looked up at a time.
pub const INCIDENTS_STEP: i64 = 10;
/// Seconds for which buildings are looked up at one press of a button.
pub const LOOK_SECONDS_MAX: i64 = 15;
