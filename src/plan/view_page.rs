//! The page of a view as it was planned, and what only the view knows.

use std::any::Any;
use std::sync::Arc;

use crate::graph::EntityId;
use crate::id::Route;
use crate::source::Span;

/// Something that only a view knows, and planning passes on.
#[derive(Clone)]
pub struct Extra(Arc<dyn Any + Send + Sync>);

impl Extra {
    /// Wraps what a view made.
    pub fn new<T: Any + Send + Sync>(made: T) -> Self {
        Self(Arc::new(made))
    }

    /// What a view made, where it is of this type.
    pub fn get<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

/// A page of a view that is not a list, in one language.
pub struct ViewPage {
    /// The address, with its language, without slashes at its ends.
    pub folder: String,
    /// The language.
    pub language: usize,
    /// The title.
    pub title: String,
    /// A sentence about it.
    pub description: String,
    /// The page whose words stand above it.
    pub intro: Option<EntityId>,
    /// Who claims the address, for diagnostics.
    pub claimed_by: String,
    /// Where the view is declared.
    pub span: Span,
    /// What stands on it.
    pub content: Extra,
}

impl ViewPage {
    /// The address of the page.
    pub fn route(&self) -> Route {
        Route::page(&self.folder).expect("views have checked addresses")
    }
}
