//! Finding other people: what everybody may know of an account.

use crate::{account::Account, error::Error, service::Service};

const QUERY_MAX: usize = 60;
const LOOKUP_MAX: usize = 100;

/// What others see of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) username: String,
    pub(crate) display_name: String,
}

impl Service {
    /// People whose username or display name contains `query`, whatever the case, the caller
    /// left out; names that begin with it first, at most 20.
    pub(crate) async fn find_people(
        &self,
        account: &Account,
        query: &str,
    ) -> Result<Vec<Person>, Error> {
        let query = query.trim().to_lowercase();
        let length = query.chars().count();
        if !(1..=QUERY_MAX).contains(&length) || query.chars().any(char::is_control) {
            return Err(Error::Invalid {
                code: "invalid_query",
                message: "the query must have 1 to 60 characters".to_owned(),
            });
        }
        self.store.find_people(query, account.id.clone()).await
    }

    /// The people with these ids or usernames, each once; unknown ones are left out.
    pub(crate) async fn look_up_people(
        &self,
        ids: Vec<String>,
        usernames: Vec<String>,
    ) -> Result<Vec<Person>, Error> {
        if ids.len() > LOOKUP_MAX || usernames.len() > LOOKUP_MAX {
            return Err(Error::Invalid {
                code: "invalid_query",
                message: "at most 100 ids and 100 usernames can be looked up at once".to_owned(),
            });
        }
        self.store.look_up_people(ids, usernames).await
    }
}
