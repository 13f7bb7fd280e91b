//! Drives Kontor's real window through WebDriver.
