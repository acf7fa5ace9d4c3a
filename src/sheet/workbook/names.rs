//! The names of months and days in formats that say in which language they are.

use ssfmt::Locale;

/// Names in a language: months in short and in full, days in short and in full, from Sunday.
struct Names {
    /// The lower ten bits of the number that Windows has for the language.
    language: u32,
    months: [[&'static str; 12]; 2],
    days: [[&'static str; 7]; 2],
}

/// The names of the languages that formats name most, but for English.
const NAMES: &[Names] = &[
    Names {
        language: 0x07,
        months: [
            ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"],
            [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
        ],
        days: [
            ["So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"],
            ["Sonntag", "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag"],
        ],
    },
    Names {
        language: 0x0a,
        months: [
            ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
            [
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
        ],
        days: [
            ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
            ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        ],
    },
    Names {
        language: 0x0c,
        months: [
            [
                "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
                "nov.", "déc.",
            ],
            [
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
        ],
        days: [
            ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
            ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
        ],
    },
    Names {
        language: 0x16,
        months: [
            ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"],
            [
                "janeiro",
                "fevereiro",
                "março",
                "abril",
                "maio",
                "junho",
                "julho",
                "agosto",
                "setembro",
                "outubro",
                "novembro",
                "dezembro",
            ],
        ],
        days: [
            ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"],
            [
                "domingo",
                "segunda-feira",
                "terça-feira",
                "quarta-feira",
                "quinta-feira",
                "sexta-feira",
                "sábado",
            ],
        ],
    },
    Names {
        language: 0x19,
        months: [
            ["янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
            [
                "Январь",
                "Февраль",
                "Март",
                "Апрель",
                "Май",
                "Июнь",
                "Июль",
                "Август",
                "Сентябрь",
                "Октябрь",
                "Ноябрь",
                "Декабрь",
            ],
        ],
        days: [
            ["Вс", "Пн", "Вт", "Ср", "Чт", "Пт", "Сб"],
            ["воскресенье", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота"],
        ],
    },
];

/// The names in the language with this number; English ones where there are no others.
pub(super) fn of(number: u32) -> Locale {
    let english = Locale::en_us();
    let Some(names) = NAMES.iter().find(|names| names.language == number & 0x3ff) else {
        return english;
    };
    Locale {
        month_names_short: names.months[0],
        month_names_full: names.months[1],
        day_names_short: names.days[0],
        day_names_full: names.days[1],
        ..english
    }
}
