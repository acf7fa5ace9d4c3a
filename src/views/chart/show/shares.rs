//! Percentages that add up to a hundred.

/// The share of each number in percent, by the method of largest remainders, so that they add up to 100. `None` where
/// the numbers do not add up to `whole`, because something is counted several times: shares would then be those of nothing.
pub(super) fn shares(counts: &[usize], whole: usize) -> Option<Vec<usize>> {
    if whole == 0 || counts.iter().sum::<usize>() != whole {
        return None;
    }
    let mut out: Vec<usize> = counts.iter().map(|count| count * 100 / whole).collect();
    let mut by_rest: Vec<usize> = (0..counts.len()).collect();
    by_rest.sort_by_key(|at| std::cmp::Reverse(counts[*at] * 100 % whole));
    let missing = 100 - out.iter().sum::<usize>();
    by_rest.into_iter().take(missing).for_each(|at| out[at] += 1);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn shares_add_up_to_a_hundred() {
        assert_eq!(shares(&[1, 1, 1], 3), Some(vec![34, 33, 33]));
        assert_eq!(shares(&[1, 5, 0, 1], 7), Some(vec![14, 72, 0, 14]));
        assert_eq!(shares(&[19, 16, 45], 80).map(|all| all.iter().sum()), Some(100));
        assert_eq!((shares(&[2, 2], 3), shares(&[], 0)), (None, None));
    }
}
