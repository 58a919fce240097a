//! How the sources of music do: what they answered, and whether they can be asked now.

use std::{fmt, sync::Arc};

use prometheus_client::{
    collector::Collector,
    encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric},
    metrics::{MetricType, counter::Counter, family::Family, gauge::ConstGauge},
    registry::Registry,
};

use crate::catalog::{Listing, MusicCatalog, SourceError, SourceState};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    source: &'static str,
    outcome: &'static str,
}

/// The answers of sources; clones count together. A default one counts for nobody.
#[derive(Debug, Clone, Default)]
pub(crate) struct SourceMetrics(Family<AnswerLabels, Counter>);

impl SourceMetrics {
    /// Makes them and puts them into a registry.
    pub(crate) fn register(registry: &mut Registry) -> Self {
        let metrics = Self::default();
        registry.register(
            "attune_music_answers",
            "Answers of music sources that are set up: ok, stale, or why there was no list",
            metrics.0.clone(),
        );
        metrics
    }

    /// Counts what a source answered; one that is not set up was not asked.
    pub(crate) fn count(&self, source: &'static str, answer: &Result<Listing, SourceError>) {
        let outcome = match answer {
            Ok(listing) if listing.stale.is_some() => "stale",
            Ok(_) => "ok",
            Err(SourceError::NotConfigured) => return,
            Err(error) => error.word(),
        };
        let labels = AnswerLabels { source, outcome };
        self.0.get_or_create(&labels).inc();
    }
}

/// Looks at every scrape whether the sources that are set up can be asked.
pub(crate) struct SourceHealth(pub(crate) Vec<Arc<dyn MusicCatalog>>);

impl fmt::Debug for SourceHealth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|source| source.name()))
            .finish()
    }
}

impl Collector for SourceHealth {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut family = encoder.encode_descriptor(
            "attune_music_source_ready",
            "1 when a music source that is set up can be asked, 0 while it is degraded",
            None,
            MetricType::Gauge,
        )?;
        for source in &self.0 {
            let ready = match source.state() {
                SourceState::NotConfigured => continue,
                SourceState::Ready => 1i64,
                SourceState::Degraded { .. } => 0,
            };
            let labels = [("source", source.name())];
            ConstGauge::new(ready).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use prometheus_client::encoding::text::encode;

    use super::*;
    use crate::catalog::Query;

    struct Source(&'static str, SourceState);

    #[async_trait::async_trait]
    impl MusicCatalog for Source {
        fn name(&self) -> &'static str {
            self.0
        }
        fn title(&self) -> &'static str {
            self.0
        }
        fn state(&self) -> SourceState {
            self.1.clone()
        }
        async fn list(&self, _: &Query) -> Result<Listing, SourceError> {
            Err(SourceError::NothingFound)
        }
    }

    fn text(registry: &Registry) -> String {
        let mut text = String::new();
        encode(&mut text, registry).unwrap();
        text
    }

    #[test]
    fn a_scrape_tells_which_sources_can_be_asked() {
        let degraded = SourceState::Degraded {
            until_ms: None,
            why: SourceError::Decode,
        };
        let sources: Vec<Arc<dyn MusicCatalog>> = vec![
            Arc::new(Source("one", SourceState::Ready)),
            Arc::new(Source("two", degraded)),
            Arc::new(Source("three", SourceState::NotConfigured)),
        ];
        let mut registry = Registry::default();
        registry.register_collector(Box::new(SourceHealth(sources)));
        let text = text(&registry);
        assert!(text.contains("source_ready{source=\"one\"} 1\n"), "{text}");
        assert!(text.contains("source_ready{source=\"two\"} 0\n"), "{text}");
        assert!(!text.contains("three"), "{text}");
    }

    #[test]
    fn answers_are_counted_by_source_and_cause() {
        let mut registry = Registry::default();
        let metrics = SourceMetrics::register(&mut registry);
        metrics.count("one", &Ok(Listing::default()));
        metrics.count("two", &Err(SourceError::Decode));
        metrics.count("three", &Err(SourceError::NotConfigured));
        let text = text(&registry);
        let decode = SourceError::Decode.word();
        assert!(text.contains(r#"{source="one",outcome="ok"} 1"#), "{text}");
        let line = format!(r#"{{source="two",outcome="{decode}"}} 1"#);
        assert!(text.contains(&line), "{text}");
        assert!(!text.contains("three"), "{text}");
    }
}
