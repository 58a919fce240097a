//! Rows of invitations, and whether somebody may register.

use rusqlite::{Connection, params};

use super::AuthStore;
use crate::{account::Role, error::Error, invite::Signups, secret::Digest};

/// What decides whether an account may be made.
#[derive(Clone, Copy)]
pub(crate) struct Admission {
    pub(crate) signups: Signups,
    pub(crate) invite: Option<Digest>,
    pub(crate) now_ms: i64,
}

/// An invitation about to be kept.
pub(crate) struct NewInvite {
    pub(crate) digest: Digest,
    pub(crate) created_by: String,
    pub(crate) created_at_ms: i64,
    pub(crate) expires_at_ms: i64,
}

impl AuthStore {
    /// Keeps an invitation.
    pub(crate) async fn add_invite(&self, invite: NewInvite) -> Result<(), Error> {
        self.write(move |tx| {
            tx.execute(
                "INSERT INTO auth_invites (digest, created_by, created_at, expires_at)
                 VALUES (?1, ?2, ?3, ?4)",
                params![
                    invite.digest,
                    invite.created_by,
                    invite.created_at_ms,
                    invite.expires_at_ms
                ],
            )?;
            Ok(())
        })
        .await
    }
}

/// Decides whether an account may be made now, and with which role.
pub(super) fn admit(connection: &Connection, admission: &Admission) -> Result<Role, Error> {
    let first = "SELECT NOT EXISTS (SELECT 1 FROM auth_users)";
    if connection.query_row(first, [], |row| row.get(0))? {
        return Ok(Role::Admin);
    }
    match (admission.signups, admission.invite) {
        (Signups::Open, _) => Ok(Role::User),
        (Signups::Closed, _) => Err(Error::SignupsClosed),
        (Signups::Invite, None) => Err(Error::InviteRequired),
        (Signups::Invite, Some(digest)) => {
            let good = connection.query_row(
                "SELECT EXISTS (SELECT 1 FROM auth_invites WHERE digest = ?1 AND expires_at > ?2)",
                params![digest, admission.now_ms],
                |row| row.get(0),
            )?;
            if good {
                Ok(Role::User)
            } else {
                Err(Error::InviteInvalid)
            }
        }
    }
}

/// Removes the invitation that let somebody in. Where none was needed, it stays good.
pub(super) fn use_up(connection: &Connection, admission: &Admission) -> Result<(), Error> {
    match admission.signups {
        Signups::Open | Signups::Closed => {}
        Signups::Invite => {
            let delete = "DELETE FROM auth_invites WHERE digest = ?1";
            connection.execute(delete, [admission.invite])?;
        }
    }
    Ok(())
}
