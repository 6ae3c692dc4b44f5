//! Who is outside looks after a ledger: time-stamps, cosignatures, a second organisation, and what
//! it is told when the key changes.

use std::path::Path;
use std::process::{Command, Output};

use aftermath::access::ledger_key::KeyFile;
use aftermath::domain::ledger::{Checkpoint, Key, Leaf, Note};
use aftermath::domain::policy::Policy;
use aftermath::domain::role::Role;
use aftermath::journey::ledger;
use aftermath::journey::log::By;
use aftermath::store::Db;

use crate::crash::Server;
use crate::ledger::{is_whole, keys, leaves, sign};
use crate::support::{Answer, Person, TestApp, TestDatabase, town};
use crate::volunteer::rng;

/// Sends a file with a form.
async fn send(person: &Person<'_>, path: &str, size: u64, bytes: &[u8]) -> Answer {
    let (mut body, line) = (Vec::new(), "xx");
    let part = |head: &str| format!("--{line}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
    body.extend(format!("{}{size}\r\n", part("name=\"size\"")).into_bytes());
    body.extend(part("name=\"file\"; filename=\"stamp\"").into_bytes());
    body.extend(bytes);
    body.extend(format!("\r\n--{line}--\r\n").into_bytes());
    person.post_body(path, &format!("multipart/form-data; boundary={line}"), body).await
}

#[actix_web::test]
async fn what_others_said_of_a_checkpoint_is_kept_if_it_is_about_it() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 2);
    app.account("chen", true);
    app.grant("chen", "raqqa", Role::Coordinator);
    let chen = app.signed_in("chen").await;
    chen.get("/desk/raqqa/record").await.is(200).says("None yet").says("aftermath.invalid");
    chen.post("/desk/raqqa/record/sign", &[]).await.is(303);
    let own = app.store.read(|db| ledger::checkpoint(db, &town.campaign, None)).unwrap().unwrap();
    let base = format!("/desk/raqqa/record/{}", own.size);
    assert_eq!(chen.get(&format!("{base}.txt")).await.is(200).text(), own.note);
    let asked = chen.get(&format!("{base}.tsq")).await;
    assert_eq!(asked.is(200).body.len(), 59);
    for none in
        ["/desk/raqqa/record/99999.txt", "/desk/raqqa/record/1.stamp", "/desk/raqqa/record/x"]
    {
        chen.get(none).await.is(404);
    }

    let stamps = "/desk/raqqa/record/stamps";
    send(&chen, stamps, own.size, b"0 no reply").await.is(422).says("Nothing was kept");
    send(&chen, stamps, 99_999, own.note.as_bytes()).await.is(422).says("no checkpoint of this");
    send(&chen, stamps, own.size, own.note.as_bytes()).await.is(422);
    let mut note = Note::parse(&own.note).unwrap();
    note.cosign(&Key::new([3; 32]), "witness.example", 1_500_000_000);
    send(&chen, stamps, own.size, note.written().as_bytes()).await.is(303);
    chen.get("/desk/raqqa/record").await.is(200).says("witness.example");
    assert_eq!(chen.get("/desk/raqqa/record/1.stamp").await.is(200).text(), note.written());
    chen.get("/desk/raqqa/log").await.is(200).says("stamp kept");
    let Some(reply) = stamped(app.database.folder.path(), &asked.body) else { return };
    send(&chen, stamps, own.size, &reply).await.is(303);
    chen.get("/desk/raqqa/record").await.is(200).says("RFC 3161");
    assert_eq!(chen.get("/desk/raqqa/record/2.stamp").await.is(200).body, reply);
}

/// The reply of a time-stamping authority of our own; none without `openssl`.
fn stamped(folder: &Path, asked: &[u8]) -> Option<Vec<u8>> {
    std::fs::write(folder.join("a.tsq"), asked).unwrap();
    std::fs::write(
        folder.join("ts.cnf"),
        "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\n[dn]\nCN=stamper\n[ext]\n\
         extendedKeyUsage=critical,timeStamping\n[tsa]\ndefault_tsa=own\n[own]\nserial=serial\n\
         crypto_device=builtin\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\n\
         accuracy=secs:1\nordering=yes\ntsa_name=no\n\
         ess_cert_id_chain=no\ness_cert_id_alg=sha256\n",
    )
    .unwrap();
    std::fs::write(folder.join("serial"), "01\n").unwrap();
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(folder).output().ok()?;
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Some(done)
    };
    run(&[
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-config", "ts.cnf",
        "-keyout", "ts.key", "-out", "ts.pem",
    ])?;
    run(&[
        "ts",
        "-reply",
        "-config",
        "ts.cnf",
        "-section",
        "own",
        "-queryfile",
        "a.tsq",
        "-inkey",
        "ts.key",
        "-signer",
        "ts.pem",
        "-out",
        "a.tsr",
    ])?;
    run(&["ts", "-verify", "-queryfile", "a.tsq", "-in", "a.tsr", "-CAfile", "ts.pem"])?;
    Some(std::fs::read(folder.join("a.tsr")).unwrap())
}

fn aftermath(folder: &Path, database: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_aftermath"))
        .args(arguments)
        .args(["--database", database, "--data-dir"])
        .arg(folder)
        .output()
        .unwrap()
}

#[test]
fn a_second_organisation_sees_it_grow_and_sees_it_cut() {
    let database = TestDatabase::new();
    let vault = crate::support::app::open_vault(database.folder.path());
    let store = database.open();
    let own = town::build(&store, &vault, "raqqa", Policy::default(), 2);
    let (id, now) = (own.campaign.id, town::at("2017-11-01T00:00:00Z"));
    let folder = database.folder.path();
    let run = |arguments: &[&str]| aftermath(folder, &database.setting, arguments);
    assert!(run(&["key", "new", "--host", "aftermath.example"]).status.success());
    assert!(!run(&["key", "new", "--host", "other.example"]).status.success());
    let elsewhere = folder.join("elsewhere");
    let made = aftermath(&elsewhere, "unused.db", &["key", "new", "--host", "witness.example"]);
    assert!(made.status.success());
    let shown = String::from_utf8(run(&["key", "show"]).stdout).unwrap();
    let key = shown.lines().find_map(|line| line.strip_prefix("raqqa\t")).unwrap().to_owned();
    assert!(run(&["ledger", "sign", "raqqa"]).status.success());
    let server = Server::start(&database);
    let (url, state) = (format!("http://{}/c/raqqa", server.host), folder.join("seen"));
    let signer = elsewhere.join("ledger.key");
    let look = || {
        Command::new(env!("CARGO_BIN_EXE_aftermath"))
            .args(["witness", &url, "--key", &key, "--state"])
            .arg(&state)
            .arg("--sign")
            .arg(&signer)
            .output()
            .unwrap()
    };
    let seen = || {
        let note = Note::parse(&std::fs::read_to_string(&state).unwrap()).unwrap();
        let witness = KeyFile::load(&signer).unwrap().unwrap();
        note.verify(&witness.key.witness("witness.example")).unwrap();
        Checkpoint::parse(&note.text).unwrap().size
    };
    let first = look();
    assert!(first.status.success(), "{}", String::from_utf8_lossy(&first.stderr));
    let before = seen();
    let more = move |db: &mut Db| {
        let by = By { name: "chen", now };
        by.did(db, aftermath::domain::act::ActKind::CareTaken, Some(id), "a subject", "a reason")
    };
    store.write(more).unwrap();
    assert!(run(&["ledger", "sign", "raqqa"]).status.success());
    assert!(look().status.success());
    assert!(seen() > before);
    let whole = run(&["ledger", "check"]);
    assert!(whole.status.success(), "{}", String::from_utf8_lossy(&whole.stdout));

    let sealed = seen();
    database.execute("DELETE FROM ledger_leaves; DELETE FROM ledger_nodes");
    database.execute("DELETE FROM ledger_heads; DELETE FROM ledger_checkpoints");
    store.write(more).unwrap();
    assert!(run(&["ledger", "sign", "raqqa"]).status.success());
    let told = look();
    assert_eq!(told.status.code(), Some(1), "{}", String::from_utf8_lossy(&told.stdout));
    assert!(String::from_utf8_lossy(&told.stderr).contains("do not trust it"));
    assert_eq!(seen(), sealed, "what it knew it still knows");
    let outside = state.to_string_lossy().into_owned();
    let found = run(&["ledger", "check", "raqqa", "--checkpoint", &outside]);
    assert_eq!(found.status.code(), Some(4), "{}", String::from_utf8_lossy(&found.stdout));
    drop(server);
}

#[actix_web::test]
async fn another_key_is_vouched_for_in_every_campaign() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    sign(&app, &town);
    let (next, said) = keys(&app).rotated(app.clock.now().timestamp_millis(), &mut rng());
    next.save(&app.database.folder.path().join("ledger.key")).unwrap();
    app.store.write(move |db| ledger::announce_key(db, &said)).unwrap();
    let after = sign(&app, &town);
    let key = keys(&app).key.public("aftermath.invalid/raqqa");
    Note::parse(&after.note).unwrap().checkpoint(&key).unwrap();
    assert_eq!(is_whole(&app, &town).checkpoints, 2);
    let all = leaves(&app, &town);
    let Some(Leaf::Key(own)) = all.last() else { panic!("{all:?}") };
    assert!(aftermath::domain::ledger::is_succession(&own.old, &own.key, &own.signature));
}
