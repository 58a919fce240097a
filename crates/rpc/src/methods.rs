//! The methods that a server has, so that no caller can make up a label.

use std::{collections::HashMap, sync::Arc};

use prost::{DecodeError, Message};
use prost_types::FileDescriptorSet;

/// A method as metrics name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Method {
    /// Full name of the service.
    pub service: Arc<str>,
    /// Name of the method.
    pub name: Arc<str>,
}

/// Methods by their path.
#[derive(Debug, Clone)]
pub(crate) struct Methods {
    known: Arc<HashMap<String, Method>>,
    other: Method,
}

impl Methods {
    /// All methods in these encoded `FileDescriptorSet`s.
    pub fn of(descriptors: &[&[u8]]) -> Result<Self, DecodeError> {
        let mut known = HashMap::new();
        for encoded in descriptors {
            for file in FileDescriptorSet::decode(*encoded)?.file {
                for service in &file.service {
                    let full = format!("{}.{}", file.package(), service.name());
                    let full: Arc<str> = full.into();
                    for method in &service.method {
                        let path = format!("/{full}/{}", method.name());
                        let (service, name) = (full.clone(), method.name().into());
                        known.insert(path, Method { service, name });
                    }
                }
            }
        }
        let (service, name) = ("other".into(), "other".into());
        Ok(Self {
            known: Arc::new(known),
            other: Method { service, name },
        })
    }

    /// The method at a path; `other` for one that is not served or not worth a name.
    pub fn at(&self, path: &str) -> &Method {
        self.known.get(path).unwrap_or(&self.other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_methods_that_exist_have_names() {
        let methods = Methods::of(&[tonic_health::pb::FILE_DESCRIPTOR_SET]).unwrap();
        let check = methods.at("/grpc.health.v1.Health/Check");
        assert_eq!(&*check.service, "grpc.health.v1.Health");
        assert_eq!(&*check.name, "Check");
        for path in ["/grpc.health.v1.Health/Made.Up", "/", ""] {
            assert_eq!(&*methods.at(path).name, "other", "{path}");
        }
    }
}
