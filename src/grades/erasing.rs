//! What of a person stands in the tables of grades. Goes before the roster, by which it is found.

use crate::people::held;

held! {
    removed {
        grades: "grade" where "EXISTS (SELECT 1 FROM grade_item i JOIN course_member m
                ON m.course = i.course
            WHERE i.id = grade.item AND m.subject = grade.subject AND m.person = $1)",
        platform_results: "foreign_result" where "EXISTS (SELECT 1 FROM course_member m
            WHERE m.person = $1 AND m.course = foreign_result.course
                AND m.subject = foreign_result.subject)",
    }
    renamed {}
    texts { labels: "grade_item"."label", }
}
