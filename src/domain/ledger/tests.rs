//! The tree against another implementation, and the bytes of lines, notes and proofs.

use std::convert::Infallible;

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use proptest::prelude::*;
use sha2::Sha256;

use super::proof::{ProofFile, is_consistent, root_of_inclusion};
use super::tree::{Frontier, Hash, Nodes, consistency, inclusion, leaf_hash, node_hash, root};
use super::*;

/// A tree that keeps its leaves and nothing else.
struct Plain(Vec<Hash>);

impl Nodes for Plain {
    type Error = Infallible;

    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Infallible> {
        if level == 0 {
            return Ok(self.0[usize::try_from(index).unwrap()]);
        }
        let left = self.node(level - 1, 2 * index)?;
        Ok(node_hash(&left, &self.node(level - 1, 2 * index + 1)?))
    }
}

fn lines(size: u64) -> Vec<Vec<u8>> {
    (0..size).map(|n| format!("line {n}").into_bytes()).collect()
}

fn plain(size: u64) -> Plain {
    Plain(lines(size).iter().map(|line| leaf_hash(line)).collect())
}

#[test]
fn the_tree_is_that_of_rfc_6962_whoever_computes_it() {
    let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let (mut frontier, mut all) = (Frontier::default(), plain(300));
    assert!(hex(&frontier.root()).starts_with("e3b0c44298fc1c14"));
    for (line, size) in lines(300).into_iter().zip(1..) {
        theirs.push(line.clone());
        frontier.append(leaf_hash(&line), |level, index, hash| {
            assert_eq!(all.node(level, index), Ok(hash));
        });
        let Ok(own) = root(&mut all, size);
        assert_eq!(own.as_slice(), theirs.root().as_bytes().as_slice());
        assert_eq!(own, frontier.root());
        let Ok(path) = inclusion(&mut all, size / 2, size);
        let proof = theirs.prove_inclusion(usize::try_from(size / 2).unwrap());
        assert_eq!(path.concat(), proof.as_bytes());
        let kept = Frontier::new(frontier.size(), frontier.peaks().to_vec());
        assert_eq!(kept.as_ref(), Some(&frontier));
    }
    assert_eq!(Frontier::new(3, vec![[0; 32]]), None);
}

#[test]
fn consistency_is_proved_as_others_prove_it() {
    let mut all = plain(70);
    for to in 1..70u64 {
        let mut theirs = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        for line in lines(to) {
            theirs.push(line);
        }
        for from in 1..to {
            let Ok(path) = consistency(&mut all, from, to);
            let added = usize::try_from(to - from).unwrap();
            assert_eq!(path.concat(), theirs.prove_consistency(added).as_bytes(), "{from} {to}");
        }
    }
}

proptest! {
    #[test]
    fn a_proof_proves_its_leaf_alone(size in 1u64..600, at in 0u64..600, other in 0u64..600) {
        let (index, other) = (at % size, other % size);
        let mut all = plain(size);
        let Ok(path) = inclusion(&mut all, index, size);
        let Ok(top) = root(&mut all, size);
        let leaf = all.0[usize::try_from(index).unwrap()];
        prop_assert_eq!(root_of_inclusion(index, size, &leaf, &path), Some(top));
        let wrong = leaf_hash(b"another line");
        prop_assert_ne!(root_of_inclusion(index, size, &wrong, &path), Some(top));
        if other != index {
            prop_assert_ne!(root_of_inclusion(other, size, &leaf, &path), Some(top));
        }
        prop_assert_eq!(root_of_inclusion(size, size, &leaf, &path), None);
    }

    #[test]
    fn only_a_beginning_is_consistent(to in 1u64..600, at in 0u64..600, bad in 0usize..12) {
        let from = at % (to + 1);
        let mut all = plain(to);
        let (Ok(old), Ok(new)) = (root(&mut all, from), root(&mut all, to));
        let Ok(mut path) = consistency(&mut all, from, to);
        prop_assert!(is_consistent(from, to, &old, &new, &path));
        if from < to && from > 0 {
            prop_assert!(!is_consistent(from, to, &new, &old, &path));
            let other = leaf_hash(b"another tree");
            prop_assert!(!is_consistent(from, to, &other, &new, &path));
            let at = bad % path.len();
            path[at] = other;
            prop_assert!(!is_consistent(from, to, &old, &new, &path));
            path.pop();
            prop_assert!(!is_consistent(from, to, &old, &new, &path));
        }
    }
}

fn judgement() -> Leaf {
    Leaf::Judgement(Judgement {
        number: 7,
        building: 3,
        volunteer: "v-0123456789abcdef".to_owned(),
        outcome: "seen".to_owned(),
        last: Some(2),
        first: None,
        doubt: None,
        sureness: Some("sure".to_owned()),
        unusable: "4:cloud".to_owned(),
        purpose: "task".to_owned(),
        dealt: 1_700_000_000_000,
        submitted: 1_700_000_042_123,
        exhibit: Some("00ff".to_owned()),
    })
}

#[test]
fn a_line_has_its_fields_in_one_order_and_is_read_in_no_other() {
    let line = judgement().line(Nonce::new([7; 16]));
    assert_eq!(
        line,
        "{\"v\":2,\"kind\":\"judgement\",\"number\":7,\"building\":3,\
         \"volunteer\":\"v-0123456789abcdef\",\"outcome\":\"seen\",\"last\":2,\"first\":null,\
         \"doubt\":null,\"sureness\":\"sure\",\"unusable\":\"4:cloud\",\"purpose\":\"task\",\
         \"dealt\":1700000000000,\"submitted\":1700000042123,\"exhibit\":\"00ff\",\
         \"nonce\":\"07070707070707070707070707070707\"}"
    );
    assert_eq!(Leaf::parse(&line), Ok(judgement()));
    for bad in [
        line.replace(":7,", ": 7,"),
        line.replace("\"number\":7,\"building\":3", "\"building\":3,\"number\":7"),
        line.replace("\"v-", "\"\\u0076-"),
        line.replace(",\"exhibit\"", ",\"more\":1,\"exhibit\""),
        line.replace(":7,", ":7.0,"),
        line.replace("\"v\":2", "\"v\":1"),
        line.replace("\"v\":2", "\"v\":3"),
        line.replace("0707\"}", "07\"}"),
        line.replace("0707\"}", "070G\"}"),
        line.replace("0707\"}", "0707\"} "),
        line.replace("\"nonce\":", "\"nonce\": "),
        line.replace("\"judgement\"", "\"gossip\""),
    ] {
        assert_ne!(bad, line);
        assert!(Leaf::parse(&bad).is_err(), "{bad}");
    }
    // As lines were before they had a nonce.
    let (fields, _) = line.split_once(",\"nonce\"").unwrap();
    let old = fields.replace("\"v\":2", "\"v\":1") + "}";
    assert_eq!(Leaf::parse(&old), Ok(judgement()));
    assert!(Leaf::parse(&old.replace("\"v\":1", "\"v\":2")).is_err());
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
    }
}

#[test]
fn strings_are_escaped_in_one_way() {
    let image = "a\"\\/\u{1}\n\u{7f}é\u{2028}".to_owned();
    let act = Leaf::Superseding(Superseding { judgement: 1, reason: image, at: 2 });
    let line = act.line(Nonce::new([7; 16]));
    assert!(line.contains("\"a\\\"\\\\/\\u0001\\n\u{7f}é\u{2028}\""), "{line}");
    assert_eq!(Leaf::parse(&line), Ok(act));
}

#[test]
fn a_commitment_binds_one_text_of_one_field() {
    let (secret, other) = (Secret::new([7; 32]), Secret::new([8; 32]));
    assert_eq!(Secret::parse(&secret.reveal()), Some(secret.clone()));
    let reason = secret.commit("reason", "told me so");
    assert_eq!(reason.len(), 64);
    assert_ne!(reason, secret.commit("subject", "told me so"));
    assert_ne!(reason, secret.commit("reason", "told me"));
    assert_ne!(reason, other.commit("reason", "told me so"));
    assert_eq!(format!("{secret:?}"), "Secret(..)");
}

#[test]
fn a_checkpoint_is_the_note_that_others_read() {
    let key = Key::new([1; 32]);
    let origin = "aftermath.example/aleppo";
    let checkpoint = Checkpoint { origin: origin.to_owned(), size: 5, root: [9; 32] };
    let mut note = Note::new(checkpoint.text());
    note.sign(&key, origin);
    let written = note.written();
    let root = "CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=";
    assert!(written.starts_with(&format!("{origin}\n5\n{root}\n\n— {origin} ")), "{written}");
    let read = Note::parse(&written).unwrap();
    assert_eq!(read, note);
    let public = PublicKey::parse(&key.public(origin).to_string()).unwrap();
    assert_eq!(read.checkpoint(&public), Ok(checkpoint));
    assert_eq!(PublicKey::of_half(origin, &key.half()), Some(public.clone()));

    let other = Key::new([2; 32]).public(origin);
    assert!(matches!(read.checkpoint(&other), Err(NoteError::Unsigned(_))));
    let changed = Note::parse(&written.replace("\n5\n", "\n6\n")).unwrap();
    assert!(matches!(changed.checkpoint(&public), Err(NoteError::Wrong(_))));
    let elsewhere = key.public("elsewhere/aleppo");
    note.sign(&key, "elsewhere/aleppo");
    assert!(matches!(note.checkpoint(&elsewhere), Err(NoteError::OtherOrigin(_))));
    for bad in ["", "a\n", "a\n\n", "a\n\n- b AAAAAAA=\n", &written.replace('—', "-")] {
        assert_eq!(Note::parse(bad), Err(NoteError::NoNote), "{bad:?}");
    }
    for bad in ["", "a\n05\nx\n", &format!("a\n05\n{root}\n"), &format!("\n5\n{root}\n")] {
        assert_eq!(Checkpoint::parse(bad), Err(NoteError::NoCheckpoint), "{bad:?}");
    }
    assert!(PublicKey::parse(&public.to_string().replace("aleppo", "raqqa")).is_err());
}

#[test]
fn a_witness_signs_what_it_saw_and_when() {
    let (key, witness) = (Key::new([1; 32]), Key::new([3; 32]));
    let mut note = Note::new("a/b\n1\nx\n".to_owned());
    note.sign(&key, "a/b");
    note.cosign(&witness, "witness.example", 1_700_000_000);
    let read = Note::parse(&note.written()).unwrap();
    assert_eq!(read.verify(&key.public("a/b")), Ok(()));
    let public = PublicKey::parse(&witness.witness("witness.example").to_string()).unwrap();
    assert_eq!(read.verify(&public), Ok(()));
    let mut late = read.clone();
    late.signatures[1].1[11] ^= 1;
    assert!(matches!(late.verify(&public), Err(NoteError::Wrong(_))));
    assert!(matches!(read.verify(&witness.public("witness.example")), Err(NoteError::Unsigned(_))));
}

#[test]
fn a_new_key_is_vouched_for_by_the_old_one() {
    let (old, new) = (Key::new([1; 32]), Key::new([2; 32]));
    let signature = old.sign_over(&new.half());
    assert!(is_succession(&old.half(), &new.half(), &signature));
    assert!(!is_succession(&new.half(), &old.half(), &signature));
    assert!(!is_succession(&old.half(), &old.half(), &signature));
    assert_eq!(Key::parse(&old.reveal()).map(|key| key.half()), Some(old.half()));
}

#[test]
fn a_proof_file_is_read_back() {
    let file = ProofFile { index: 4, path: vec![[1; 32], [2; 32]], checkpoint: "a\n".to_owned() };
    let text = file.text();
    assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 4\nAQEB"), "{text}");
    assert_eq!(ProofFile::parse(&text), Some(file.clone()));
    let extra = text.replace("@v1\n", "@v1\nextra AAAA\n");
    assert_eq!(ProofFile::parse(&extra), Some(file));
    assert_eq!(ProofFile::parse(&text.replace("index 4", "index 04")), None);
    let alone = ProofFile { index: 0, path: Vec::new(), checkpoint: "a\n".to_owned() };
    assert_eq!(ProofFile::parse(&alone.text()), Some(alone));
}

#[test]
fn a_time_stamp_is_asked_for_as_openssl_asks() {
    let asked = request("a text");
    assert_eq!(asked.len(), 59);
    let reply = [&[0x30, 0x82, 1, 0, 0x30, 3, 0x02, 0x01, 0], asked.as_slice()].concat();
    assert!(is_reply_for("a text", &reply));
    assert!(!is_reply_for("another", &reply));
    assert!(!is_reply_for("a text", &asked[1..]));
}
