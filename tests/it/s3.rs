//! A vault in a bucket, against a server that speaks S3: `s3s-fs`, on a port of its own inside this
//! process, and against whatever `AFTERMATH_TEST_S3` names instead (an address with an empty
//! bucket `chips` in it, as `http://127.0.0.1:5000`).
#![cfg(test)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use aftermath::imagery::encode::Format;
use aftermath::imagery::vault::{ContentHash, Entry, Place, Vault, VaultError, What};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;

const KEY: &str = "evidence-key";
const SECRET: &str = "a secret for tests";

/// A server that ends with the value.
struct Server {
    address: String,
    _runtime: Option<tokio::runtime::Runtime>,
    root: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let root = tempfile::tempdir().unwrap();
        if let Ok(address) = std::env::var("AFTERMATH_TEST_S3") {
            return Self { address, _runtime: None, root };
        }
        std::fs::create_dir(root.path().join("chips")).unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.unwrap();
        let files = s3s_fs::FileSystem::new(root.path()).unwrap();
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
        let service = builder.build();
        let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        runtime.spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let http = hyper_util::server::conn::auto::Builder::new(
                        hyper_util::rt::TokioExecutor::new(),
                    );
                    drop(http.serve_connection(TokioIo::new(socket), service).await);
                });
            }
        });
        Self { address, _runtime: Some(runtime), root }
    }

    fn vault(&self, place: &str) -> Vault {
        vault(place, &self.address, SECRET)
    }
}

fn vault(place: &str, address: &str, secret: &str) -> Vault {
    let settings = [
        ("AWS_ENDPOINT_URL", address),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ACCESS_KEY_ID", KEY),
        ("AWS_SECRET_ACCESS_KEY", secret),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Vault::open_with(&place.parse::<Place>().unwrap(), &settings).unwrap()
}

fn is_external() -> bool {
    std::env::var_os("AFTERMATH_TEST_S3").is_some()
}

fn listed(vault: &Vault) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut keep = |entry| {
        entries.push(entry);
        ControlFlow::Continue(())
    };
    vault.list(&mut keep).unwrap();
    entries
}

fn chip(n: u32) -> Vec<u8> {
    [n.to_be_bytes(); 2325].concat()
}

#[test]
fn what_is_put_into_a_bucket_is_got_again_checked_and_removed() {
    let server = Server::start();
    let vault = server.vault("s3://chips/campaign-1");
    vault.check().unwrap();
    let hash = vault.put(&chip(1), Format::WebP).unwrap();
    assert_eq!(hash, ContentHash::of(&chip(1)));
    assert_eq!(vault.put(&chip(1), Format::WebP).unwrap(), hash);
    let jpeg = vault.put(&chip(2), Format::Jpeg).unwrap();
    assert_eq!(vault.get(&hash).unwrap().unwrap(), chip(1));
    assert_eq!(vault.get(&jpeg).unwrap().unwrap(), chip(2));
    let absent = ContentHash::of(b"absent");
    assert_eq!(vault.get(&absent).unwrap(), None);
    assert!(vault.contains(&jpeg).unwrap() && !vault.contains(&absent).unwrap());
    for hash in [hash, jpeg, absent] {
        vault.remove(&hash).unwrap();
        assert!(!vault.contains(&hash).unwrap());
    }
    assert_eq!(listed(&vault), []);
}

#[test]
fn a_batch_is_in_the_bucket_once_it_is_flushed_and_lists_page_by_page() {
    let server = Server::start();
    let vault = server.vault("s3://chips/campaign-2");
    let other = server.vault("s3://chips/campaign-22");
    other.put(b"of another campaign", Format::WebP).unwrap();
    let mut batch = vault.batch();
    let hashes: Vec<_> = (0..1200).map(|n| batch.put(&chip(n), Format::WebP).unwrap()).collect();
    batch.flush().unwrap();
    let mut found: Vec<_> = listed(&vault)
        .into_iter()
        .map(|entry| match entry.what {
            What::Chip(hash, Format::WebP) if entry.bytes == 9300 => hash,
            what => panic!("{what:?}"),
        })
        .collect();
    found.sort();
    let mut wanted = hashes.clone();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(vault.get(&hashes[1199]).unwrap().unwrap(), chip(1199));
    let mut seen = 0;
    let mut two = |_| {
        seen += 1;
        if seen < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    vault.list(&mut two).unwrap();
    assert_eq!(seen, 2);
}

#[test]
fn threads_and_async_tasks_may_share_a_bucket() {
    let server = Server::start();
    let vault = std::sync::Arc::new(server.vault("s3://chips/shared"));
    thread::scope(|scope| {
        for thread in 0..4 {
            let vault = &vault;
            scope.spawn(move || {
                for n in 0..20 {
                    let hash = vault.put(&chip(thread * 100 + n), Format::WebP).unwrap();
                    assert!(vault.contains(&hash).unwrap());
                }
            });
        }
    });
    assert_eq!(listed(&vault).len(), 80);
    // The last owner is an async task: dropping it there must not panic.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async move {
        let within = std::sync::Arc::clone(&vault);
        let fetch = move || within.get(&ContentHash::of(&chip(103))).unwrap();
        assert_eq!(tokio::task::spawn_blocking(fetch).await.unwrap().unwrap(), chip(103));
        drop(vault);
    });
}

#[test]
fn a_chip_that_changed_in_the_bucket_is_an_error_until_it_is_put_again() {
    let server = Server::start();
    let vault = server.vault("s3://chips/damaged");
    let hash = vault.put(&chip(1), Format::WebP).unwrap();
    let Some(file) = file_of(server.root.path(), &hash) else { return };
    std::fs::write(file, chip(2)).unwrap();
    assert!(matches!(vault.get(&hash), Err(VaultError::Damaged(damaged)) if damaged == hash));
    vault.put(&chip(1), Format::WebP).unwrap();
    assert_eq!(vault.get(&hash).unwrap().unwrap(), chip(1));
}

fn file_of(root: &Path, hash: &ContentHash) -> Option<std::path::PathBuf> {
    let name = hash.to_string();
    let shard = format!("chips/damaged/{}/{}/{name}.webp", name.get(..2)?, name.get(2..4)?);
    Some(root.join(shard)).filter(|path| path.exists())
}

#[test]
fn what_is_not_ours_is_listed_as_foreign() {
    let server = Server::start();
    let ours = server.vault("s3://chips/a");
    let hash = ours.put(&chip(1), Format::WebP).unwrap();
    let above = server.vault("s3://chips");
    let of_hash = hash.to_string();
    let foreign =
        |entry: &Entry| matches!(&entry.what, What::Foreign(name) if name.contains(&of_hash));
    let found = listed(&above);
    assert!(found.iter().any(foreign), "{found:?}");
    assert!(
        matches!(listed(&ours)[..], [Entry { what: What::Chip(found, _), .. }] if found == hash)
    );
}

#[test]
fn what_is_wrong_with_a_bucket_is_said_with_its_mend() {
    let server = Server::start();
    // moto checks no signatures.
    if !is_external() {
        let wrong = vault("s3://chips/x", &server.address, "another secret");
        let error = wrong.check().unwrap_err().to_string();
        assert!(error.contains("check AWS_ACCESS_KEY_ID"), "{error}");
        assert!(!error.contains(SECRET) && !error.contains("another secret"), "{error}");
        let error = wrong.put(b"abc", Format::WebP).unwrap_err().to_string();
        assert!(error.contains("s3://chips/x/ba/78/"), "{error}");
    }
    let nowhere = server.vault("s3://no-such-bucket");
    let mut errors = vec![nowhere.check().unwrap_err()];
    // s3s-fs makes a bucket for whatever is put, and knows no reason for what is missing.
    if is_external() {
        errors.push(nowhere.get(&ContentHash::of(b"abc")).unwrap_err());
        errors.push(nowhere.put(b"abc", Format::WebP).unwrap_err());
    }
    for error in errors {
        assert!(error.to_string().contains("make the bucket"), "{error}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the time that it takes is what is tested")]
fn a_server_that_is_not_there_is_given_up_in_bounded_time() {
    let free = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let begun = Instant::now();
    let error = vault("s3://chips", &address, SECRET).put(b"abc", Format::WebP).unwrap_err();
    assert!(error.to_string().contains("check that AWS_ENDPOINT_URL"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(40));
}

#[test]
fn a_server_that_fails_at_first_is_asked_again() {
    let server = Server::start();
    let target = server.address.trim_start_matches("http://").to_owned();
    let flaky = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = format!("http://{}", flaky.local_addr().unwrap());
    // Says 503 twice, then passes on the bytes of both directions. It ends with the test.
    thread::spawn(move || {
        for (count, client) in flaky.incoming().map_while(Result::ok).enumerate() {
            let target = target.clone();
            thread::spawn(move || if count < 2 { busy(client) } else { pass_on(client, &target) });
        }
    });
    let vault = vault("s3://chips/flaky", &address, SECRET);
    let hash = vault.put(&chip(1), Format::WebP).unwrap();
    assert_eq!(server.vault("s3://chips/flaky").get(&hash).unwrap().unwrap(), chip(1));
}

fn busy(mut client: TcpStream) {
    client.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    drop(client.read(&mut vec![0; 65536]));
    let answer = b"HTTP/1.1 503 Slow Down\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    drop(client.write_all(answer));
    // The rest of what was sent, so that closing does not reset the answer away.
    drop(client.shutdown(std::net::Shutdown::Write));
    drop(client.read_to_end(&mut Vec::new()));
}

fn pass_on(client: TcpStream, target: &str) {
    let server = TcpStream::connect(target).unwrap();
    let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || drop(std::io::copy(&mut from, &mut to)));
    let (mut from, mut to) = (server, client);
    drop(std::io::copy(&mut from, &mut to));
}
