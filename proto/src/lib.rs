//! The contracts between the gateway and the services: code generated from `proto/`, no logic.

#![expect(
    clippy::allow_attributes_without_reason,
    clippy::too_many_lines,
    reason = "generated code"
)]

/// Accounts, passwords, sessions, profile and consent.
pub mod auth {
    /// Version 1 of the contract.
    pub mod v1 {
        tonic::include_proto!("attune.auth.v1");
        /// Encoded `FileDescriptorSet`, for server reflection.
        pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/auth.bin"));
    }
}

/// An image in, a mood out, and the history of moods.
pub mod emotion {
    /// Version 1 of the contract.
    pub mod v1 {
        tonic::include_proto!("attune.emotion.v1");
        /// Encoded `FileDescriptorSet`, for server reflection.
        pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/emotion.bin"));
    }
}

/// A mood in, songs out.
pub mod music {
    /// Version 1 of the contract.
    pub mod v1 {
        tonic::include_proto!("attune.music.v1");
        /// Encoded `FileDescriptorSet`, for server reflection.
        pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/music.bin"));
    }
}

/// Conversations and messages, read by polling.
pub mod chat {
    /// Version 1 of the contract.
    pub mod v1 {
        tonic::include_proto!("attune.chat.v1");
        /// Encoded `FileDescriptorSet`, for server reflection.
        pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/chat.bin"));
    }
}
