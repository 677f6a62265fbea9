//! Who replies to whom, on a circle: everybody at a place of their own in the order given, so that
//! the same group looks the same each time.

use std::f64::consts::TAU;

use maud::{Markup, html};

use super::px;

const WIDTH: f64 = 520.0;
const RADIUS: f64 = 128.0;
/// With more people than this names stand outward, as the spokes of a wheel do: side by side they
/// would cover each other at the top and at the bottom.
const LEVEL: usize = 12;
/// Letters of a name that fit beside the circle.
const LETTERS: usize = 14;
/// With more people than this only those with ties are named; the table names everybody.
const NAMED: usize = 36;

/// Somebody in the network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pages) struct Node {
    pub(in crate::pages) name: String,
    pub(in crate::pages) coach: bool,
}

/// A tie from one to another, by their places in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages) struct Edge {
    pub(in crate::pages) from: usize,
    pub(in crate::pages) to: usize,
    pub(in crate::pages) replies: usize,
    pub(in crate::pages) likes: usize,
}

/// The height for so many people: names that stand outward need room above and below.
const fn height(count: usize) -> f64 {
    if count > LEVEL { 520.0 } else { 400.0 }
}

/// The middle of the circle of so many people.
const fn centre(count: usize) -> (f64, f64) {
    (WIDTH / 2.0, height(count) / 2.0)
}

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    x: f64,
    y: f64,
    size: f64,
    angle: f64,
}

/// Places on the circle, the first at the top, clockwise; a dot is the larger the more others reply
/// to or like what somebody says.
fn places(count: usize, edges: &[Edge]) -> Vec<Place> {
    let middle = centre(count);
    (0..count)
        .map(|index| {
            let angle = TAU * index as f64 / count.max(1) as f64 - TAU / 4.0;
            let heard = edges.iter().filter(|edge| edge.to == index).count();
            Place {
                x: middle.0 + RADIUS * angle.cos(),
                y: middle.1 + RADIUS * angle.sin(),
                size: (4.0 + 1.2 * heard as f64).min(11.0),
                angle,
            }
        })
        .collect()
}

/// A line from rim to rim that bends towards the middle, a little to the right of its way, so that
/// both directions are seen.
fn line(centre: (f64, f64), from: Place, to: Place) -> String {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx.hypot(dy).max(1.0);
    let middle = (from.x.midpoint(to.x), from.y.midpoint(to.y));
    let bend = (
        middle.0 + (centre.0 - middle.0) * 0.45 - dy / length * 9.0,
        middle.1 + (centre.1 - middle.1) * 0.45 + dx / length * 9.0,
    );
    let rim = |place: Place, more: f64| {
        let (dx, dy) = (bend.0 - place.x, bend.1 - place.y);
        let way = dx.hypot(dy).max(1.0);
        let step = (place.size + more).min(way) / way;
        (place.x + dx * step, place.y + dy * step)
    };
    let (start, end) = (rim(from, 1.0), rim(to, 5.0));
    let [x1, y1, xb, yb, x2, y2] = [start.0, start.1, bend.0, bend.1, end.0, end.1].map(px);
    format!("M{x1} {y1}Q{xb} {yb} {x2} {y2}")
}

fn thickness(edge: &Edge) -> f64 {
    (1.0 + 0.5 * (edge.replies + edge.likes) as f64).min(5.0)
}

fn short(name: &str) -> String {
    if name.chars().count() <= LETTERS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(LETTERS - 1).collect();
    format!("{}…", cut.trim_end())
}

/// The network; `summary` says in words what it shows.
pub(in crate::pages) fn network(nodes: &[Node], edges: &[Edge], summary: &str) -> Markup {
    let places = places(nodes.len(), edges);
    let middle = centre(nodes.len());
    let tied = |index: usize| {
        edges
            .iter()
            .any(|edge| edge.from == index || edge.to == index)
    };
    html! {
        svg.network viewBox={ "0 0 520 " (px(height(nodes.len()))) } role="img" aria-label=(summary) {
            title { (summary) }
            defs { marker #tip viewBox="0 0 6 6" refX="4" refY="3" markerWidth="7" markerHeight="7"
                markerUnits="userSpaceOnUse" orient="auto" { path.tip d="M0 0L6 3L0 6z" {} } }
            @for edge in edges {
                @if let (Some(from), Some(to)) = (places.get(edge.from), places.get(edge.to)) {
                    path.tie.like[edge.replies == 0] d=(line(middle, *from, *to))
                        stroke-width=(px(thickness(edge))) marker-end="url(#tip)" {}
                }
            }
            @for (index, (node, place)) in nodes.iter().zip(&places).enumerate() {
                circle.dot.coach[node.coach].alone[!node.coach && !tied(index)]
                    cx=(px(place.x)) cy=(px(place.y)) r=(px(place.size)) { title { (node.name) } }
                @if nodes.len() <= NAMED || tied(index) { (label(node, *place, nodes.len())) }
            }
        }
    }
}

fn label(node: &Node, place: Place, count: usize) -> Markup {
    let (reach, middle) = (RADIUS + place.size + 8.0, centre(count));
    let (x, y) = (
        middle.0 + reach * place.angle.cos(),
        middle.1 + reach * place.angle.sin(),
    );
    if count > LEVEL {
        // At the left names end at the circle, so that none stands on its head.
        let is_left = place.angle.cos() < 0.0;
        let turned = place.angle.to_degrees() + if is_left { 180.0 } else { 0.0 };
        return html! {
            text transform={ "translate(" (px(x)) " " (px(y)) ") rotate(" (px(turned)) ")" }
                text-anchor=(if is_left { "end" } else { "start" }) dy=".35em" { (short(&node.name)) }
        };
    }
    let anchor = match place.angle.cos() {
        side if side > 0.2 => "start",
        side if side < -0.2 => "end",
        _ => "middle",
    };
    html! {
        text x=(px(x)) y=(px(y + 4.0)) text-anchor=(anchor) { (short(&node.name)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn edges(count: usize) -> impl Strategy<Value = Vec<Edge>> {
        let edge = (0..count, 0..count, 0..20_usize, 0..20_usize);
        prop::collection::vec(edge, 0..60).prop_map(|all| {
            let edges = all.into_iter().filter(|(from, to, ..)| from != to);
            let edge = |(from, to, replies, likes)| Edge {
                from,
                to,
                replies,
                likes,
            };
            edges.map(edge).collect()
        })
    }

    proptest! {
        #[test]
        fn everybody_has_a_place_inside_and_apart(count in 2_usize..40, edges in edges(40)) {
            let places = places(count, &edges);
            prop_assert_eq!(places.len(), count);
            for (index, place) in places.iter().enumerate() {
                prop_assert!(place.x - place.size > 0.0 && place.x + place.size < WIDTH);
                prop_assert!(place.y - place.size > 0.0 && place.y + place.size < height(count));
                for other in &places[..index] {
                    prop_assert!((place.x - other.x).hypot(place.y - other.y) > 10.0);
                }
            }
        }

        #[test]
        fn both_ways_between_two_are_seen(count in 3_usize..40, from in 0_usize..40, to in 0_usize..40) {
            prop_assume!(from < count && to < count && from != to);
            let places = places(count, &[]);
            let middle = centre(count);
            prop_assert_ne!(
                line(middle, places[from], places[to]),
                line(middle, places[to], places[from])
            );
        }
    }

    #[test]
    fn long_names_are_cut_at_letters() {
        assert_eq!(short("Ärmel Öz"), "Ärmel Öz");
        assert_eq!(short("Maximiliane-Ottilie von Ü").chars().count(), LETTERS);
    }
}
