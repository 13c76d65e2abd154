//! The Merkle tree of RFC 6962: roots, proofs that a leaf is in a tree, proofs that a tree continues an earlier one.
//!
//! A tree is asked for the roots of its whole subtrees of 256ⁿ leaves alone ([`Nodes`]), so that a log which keeps those
//! proves anything by reading a few hundred hashes. A log that only grows is followed by a [`Frontier`].

use std::cell::RefCell;
use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

/// A leaf or a node of a tree.
pub type Hash = [u8; 32];

/// How many children make a kept node: a node of level `n` is the root of 256ⁿ leaves.
pub const WIDTH: u64 = 256;

/// The longest path in a tree of 2⁶⁴ leaves.
pub(crate) const LONGEST: usize = 64;

/// The root of a tree without leaves.
#[must_use]
pub fn empty() -> Hash {
    Sha256::digest([]).into()
}

/// The hash of a leaf.
#[must_use]
pub fn leaf(body: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(body).finalize().into()
}

/// The hash of a node with these children.
#[must_use]
pub fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root over leaves.
#[must_use]
pub fn root(leaves: &[Hash]) -> Hash {
    let mut frontier = Frontier::default();
    leaves.iter().for_each(|leaf| frontier.append(*leaf));
    frontier.root()
}

/// The right edge of a tree that grows: what its root can be computed from, however many leaves it has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The roots of the whole subtrees that the tree consists of, the largest first.
    roots: Vec<Hash>,
}

impl Frontier {
    /// How many leaves the tree has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf on the right.
    pub fn append(&mut self, leaf: Hash) {
        let mut carried = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.roots.pop() {
                carried = node(&left, &carried);
            }
        }
        self.roots.push(carried);
        self.size += 1;
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return empty() };
        roots.fold(*last, |right, left| node(left, &right))
    }
}

/// Where the hashes of a tree are found.
pub trait Nodes {
    /// The root of the 256^`level` leaves from leaf `number` · 256^`level` on; level 0 is a leaf. `None` ends the
    /// computation that asked.
    fn node(&self, level: u32, number: u64) -> Option<Hash>;
}

/// Some hashes of a tree, by level and number.
impl Nodes for BTreeMap<(u32, u64), Hash> {
    fn node(&self, level: u32, number: u64) -> Option<Hash> {
        self.get(&(level, number)).copied()
    }
}

/// All leaves of a tree.
impl Nodes for [Hash] {
    fn node(&self, level: u32, number: u64) -> Option<Hash> {
        let size = usize::try_from(WIDTH.checked_pow(level)?).ok()?;
        let start = usize::try_from(number).ok()?.checked_mul(size)?;
        self.get(start..start.checked_add(size)?).map(root)
    }
}

/// Notes what is asked for.
#[derive(Default)]
struct Asked(RefCell<Vec<(u32, u64)>>);

impl Nodes for Asked {
    fn node(&self, level: u32, number: u64) -> Option<Hash> {
        self.0.borrow_mut().push((level, number));
        Some([0; 32])
    }
}

/// Which nodes a computation will ask for, in order of level and number: `nodes_of(|nodes| inclusion(nodes, 8, 3))`.
pub fn nodes_of<T>(computation: impl FnOnce(&dyn Nodes) -> Option<T>) -> Vec<(u32, u64)> {
    let asked = Asked::default();
    computation(&asked);
    let mut nodes = asked.0.into_inner();
    nodes.sort_unstable();
    nodes.dedup();
    nodes
}

/// The root of the first `size` leaves.
#[must_use]
pub fn root_of(nodes: &(impl Nodes + ?Sized), size: u64) -> Option<Hash> {
    if size == 0 { Some(empty()) } else { subtree(nodes, 0, size) }
}

/// The path from leaf `index` to the root of the first `size` leaves. `None` when there is no such leaf.
#[must_use]
pub fn inclusion(nodes: &(impl Nodes + ?Sized), size: u64, index: u64) -> Option<Vec<Hash>> {
    let mut path = Vec::new();
    if index >= size {
        return None;
    }
    let (mut start, mut end) = (0, size);
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(subtree(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree(nodes, start, middle)?);
            start = middle;
        }
    }
    path.reverse();
    Some(path)
}

/// The proof that the first `later` leaves begin with the first `earlier` ones. `None` when they are fewer.
#[must_use]
pub fn consistency(nodes: &(impl Nodes + ?Sized), earlier: u64, later: u64) -> Option<Vec<Hash>> {
    let mut path = Vec::new();
    if earlier > later {
        return None;
    }
    if earlier == 0 {
        return Some(path);
    }
    let (mut start, mut end) = (0, later);
    while end != earlier {
        let middle = start + split(end - start);
        if earlier <= middle {
            path.push(subtree(nodes, middle, end)?);
            end = middle;
        } else {
            path.push(subtree(nodes, start, middle)?);
            start = middle;
        }
    }
    // The earlier root itself is known to whoever checks.
    if start > 0 {
        path.push(subtree(nodes, start, end)?);
    }
    path.reverse();
    Some(path)
}

/// Does the path lead from the leaf to the root? As RFC 9162 says in 2.1.3.2.
#[must_use]
pub fn includes(root: &Hash, size: u64, index: u64, leaf: &Hash, path: &[Hash]) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(sibling, &hash);
            climb_left(&mut at, &mut last);
        } else {
            hash = node(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Does the later tree begin with the earlier one? As RFC 9162 says in 2.1.4.2.
#[must_use]
pub fn continues(earlier: (u64, &Hash), later: (u64, &Hash), path: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (earlier, later);
    if first > second || first == 0 {
        return first == 0 && path.is_empty() && *first_root == empty();
    }
    if first == second {
        return path.is_empty() && first_root == second_root;
    }
    let (mut at, mut last) = (first - 1, second - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let mut path = path.iter();
    // The root of a whole subtree is known already and is not sent.
    let begin = if first.is_power_of_two() { Some(first_root) } else { path.next() };
    let Some(begin) = begin else { return false };
    let (mut old, mut new) = (*begin, *begin);
    for sibling in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            old = node(sibling, &old);
            new = node(sibling, &new);
            climb_left(&mut at, &mut last);
        } else {
            new = node(&new, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && old == *first_root && new == *second_root
}

/// Skips the levels at which the right edge has no sibling.
fn climb_left(at: &mut u64, last: &mut u64) {
    while *at & 1 == 0 && *at != 0 {
        *at >>= 1;
        *last >>= 1;
    }
}

/// The largest power of two below a size of at least two.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The root of leaves `start` to `end`, which are a subtree of some tree.
fn subtree(nodes: &(impl Nodes + ?Sized), start: u64, end: u64) -> Option<Hash> {
    let size = end - start;
    let bits = size.trailing_zeros();
    if size.is_power_of_two() && bits.is_multiple_of(WIDTH.ilog2()) {
        return nodes.node(bits / WIDTH.ilog2(), start / size);
    }
    let middle = start + split(size);
    Some(node(&subtree(nodes, start, middle)?, &subtree(nodes, middle, end)?))
}
