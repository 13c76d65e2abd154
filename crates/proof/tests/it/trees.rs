//! Trees against the known answers of RFC 6962's first implementation, and against one written from its definition.

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use wayleave_proof::Hash;
use wayleave_proof::tree::{
    self, Frontier, Nodes, consistency, continues, includes, inclusion, nodes_of, root_of,
};

use crate::support::hex;

const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn known() -> Vec<Hash> {
    LEAVES.map(tree::leaf).to_vec()
}

fn hexes(path: Option<Vec<Hash>>) -> Vec<String> {
    path.expect("a path").iter().map(|hash| hex(hash)).collect()
}

#[test]
fn roots_are_those_of_certificate_transparency() {
    assert_eq!(hex(&tree::empty()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(hex(&tree::root(&known()[..size])), root);
    }
}

#[test]
fn proofs_are_those_of_certificate_transparency() {
    let leaves = known();
    assert_eq!(hexes(inclusion(leaves.as_slice(), 1, 0)), Vec::<String>::new());
    assert_eq!(
        hexes(inclusion(leaves.as_slice(), 8, 5)),
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
    assert_eq!(
        hexes(inclusion(leaves.as_slice(), 3, 2)),
        ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]
    );
    assert_eq!(
        hexes(consistency(leaves.as_slice(), 6, 8)),
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]
    );
}

/// The root by RFC 6962's own words, 2.1, and nothing else.
fn naive(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Sha256::digest([]).into(),
        [one] => *one,
        _ => {
            let mut half = 1;
            while half * 2 < leaves.len() {
                half *= 2;
            }
            let (left, right) = leaves.split_at(half);
            Sha256::digest([&[1], naive(left).as_slice(), &naive(right)].concat()).into()
        }
    }
}

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|number| tree::leaf(&number.to_be_bytes())).collect()
}

/// A log's own keeping: leaves and whole nodes of 256, nothing else.
struct Kept(Vec<Hash>);

impl Nodes for Kept {
    fn node(&self, level: u32, number: u64) -> Option<Hash> {
        let size = 256_usize.pow(level);
        let start = usize::try_from(number).expect("small") * size;
        Some(naive(&self.0[start..start + size]))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_root_is_the_same_however_it_is_computed(count in 0_usize..1200) {
        let leaves = leaves(count);
        let root = naive(&leaves);
        prop_assert_eq!(tree::root(&leaves), root);
        prop_assert_eq!(root_of(leaves.as_slice(), count as u64), Some(root));
        prop_assert_eq!(root_of(&Kept(leaves), count as u64), Some(root));
    }

    #[test]
    fn every_leaf_is_proven_and_nothing_else_is(count in 1_usize..700, at in any::<prop::sample::Index>(), wrong in 0_usize..32) {
        let leaves = leaves(count);
        let (index, size, root) = (at.index(count), count as u64, naive(&leaves));
        let path = inclusion(&Kept(leaves.clone()), size, index as u64).expect("a path");
        let at = index as u64;
        prop_assert!(includes(&root, size, at, &leaves[index], &path));
        prop_assert!(!includes(&root, size, at + 1, &leaves[index], &path));
        prop_assert!(!includes(&root, size, at, &tree::leaf(b"another"), &path));
        for place in 0..path.len() {
            let mut changed = path.clone();
            changed[place][wrong] ^= 1;
            prop_assert!(!includes(&root, size, at, &leaves[index], &changed));
            changed.remove(place);
            prop_assert!(!includes(&root, size, at, &leaves[index], &changed));
        }
        let mut longer = path.clone();
        longer.push(root);
        prop_assert!(!includes(&root, size, at, &leaves[index], &longer));
    }

    #[test]
    fn a_tree_that_grew_is_told_from_one_that_was_forked(later in 1_usize..700, at in any::<prop::sample::Index>(), wrong in 0_usize..32) {
        let leaves = leaves(later);
        let earlier = at.index(later) + 1;
        let (old, new) = (naive(&leaves[..earlier]), naive(&leaves));
        let sizes = (earlier as u64, later as u64);
        let path = consistency(&Kept(leaves.clone()), sizes.0, sizes.1).expect("a path");
        prop_assert!(continues((sizes.0, &old), (sizes.1, &new), &path));
        let mut forked = leaves.clone();
        forked[at.index(later)][wrong] ^= 1;
        prop_assert!(!continues((sizes.0, &naive(&forked[..earlier])), (sizes.1, &new), &path));
        for place in 0..path.len() {
            let mut changed = path.clone();
            changed[place][wrong] ^= 1;
            prop_assert!(!continues((sizes.0, &old), (sizes.1, &new), &changed));
        }
        let mut longer = path;
        longer.push(new);
        prop_assert!(!continues((sizes.0, &old), (sizes.1, &new), &longer));
    }
}

#[test]
fn every_small_tree_is_proven_whole() {
    for size in 1..=40_u64 {
        let leaves = leaves(usize::try_from(size).expect("small"));
        let root = naive(&leaves);
        for index in 0..size {
            let path = inclusion(leaves.as_slice(), size, index).expect("a path");
            let leaf = leaves[usize::try_from(index).expect("small")];
            assert!(includes(&root, size, index, &leaf, &path));
        }
        for earlier in 0..=size {
            let old = naive(&leaves[..usize::try_from(earlier).expect("small")]);
            let path = consistency(leaves.as_slice(), earlier, size).expect("a path");
            assert!(continues((earlier, &old), (size, &root), &path), "{earlier} of {size}");
        }
        assert_eq!(inclusion(leaves.as_slice(), size, size), None);
        assert_eq!(consistency(leaves.as_slice(), size + 1, size), None);
    }
}

#[test]
fn a_proof_of_a_million_leaves_reads_a_few_hundred_hashes() {
    let nodes = nodes_of(|nodes| inclusion(nodes, 1_000_003, 123_456));
    assert!(nodes.len() < 3 * 256 + 64, "{}", nodes.len());
    assert!(nodes.iter().all(|(level, _)| *level < 3));
}

#[test]
fn a_frontier_keeps_as_many_hashes_as_the_size_has_bits() {
    let mut frontier = Frontier::default();
    for leaf in leaves(1023) {
        frontier.append(leaf);
    }
    assert_eq!(frontier.size(), 1023);
    assert_eq!(frontier.root(), naive(&leaves(1023)));
}
