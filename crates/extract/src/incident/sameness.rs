//! Which tellings are one incident.
//!
//! Owns: clustering by how likely two tellings are one act. In: tellings. Out: clusters in order of their first. Refuses: values
//! that contradict each other, which are compared between incidents.

use super::Table;

/// Average-link clusters: the likeliest pair of clusters is joined as long as it is likely enough.
pub(super) fn clusters(table: &Table, acts: &[usize]) -> Vec<Vec<usize>> {
    let n = table.marked.acts.len();
    let mut p = vec![0.0_f32; n * n];
    for pair in &table.marked.same {
        p[pair.earlier * n + pair.later] = pair.score;
        p[pair.later * n + pair.earlier] = pair.score;
    }
    let mut out: Vec<Vec<usize>> = acts.iter().map(|a| vec![*a]).collect();
    let link = |a: &[usize], b: &[usize]| {
        let sum: f32 = a.iter().map(|i| b.iter().map(|j| p[i * n + j]).sum::<f32>()).sum();
        sum / (a.len() * b.len()) as f32
    };
    loop {
        let mut best = (table.dial.same, None);
        for x in 0..out.len() {
            for y in 0..x {
                let score = link(&out[x], &out[y]);
                if score > best.0 {
                    best = (score, Some((y, x)));
                }
            }
        }
        let Some((y, x)) = best.1 else { break };
        let joined = out.remove(x);
        out[y].extend(joined);
        out[y].sort_unstable();
    }
    out.sort();
    out
}
