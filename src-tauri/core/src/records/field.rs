//! The macro that writes a kind's `Field`.

/// Writes an enum of the fields that are set by name, each with its name in camel case.
macro_rules! fields {
    ($(#[doc = $about:literal])+ $ts:literal; $($(#[doc = $doc:literal])+ $name:ident = $text:literal,)+) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS), ts(export, rename = $ts))]
        pub enum Field { $($(#[doc = $doc])+ #[serde(rename = $text)] $name,)+ }

        impl Field {
            /// All of them, in the order of a form.
            pub const ALL: &'static [Field] = &[$(Field::$name,)+];

            /// The name in the window, on the command line and in refusals.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Field::$name => $text,)+ }
            }

            /// The field of this name.
            #[must_use]
            pub fn parse(name: &str) -> Option<Field> {
                Field::ALL.iter().copied().find(|field| field.as_str() == name)
            }
        }
    };
}

pub(crate) use fields;
