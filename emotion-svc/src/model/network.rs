//! One ONNX graph, run by tract.

use std::{io::Cursor, sync::Arc};

use tract_onnx::prelude::*;

use super::Input;
use crate::error::Error;

/// An optimised graph for one image at a time. Threads share it; each runs its own [`Session`].
#[derive(Clone)]
pub struct Network {
    plan: Arc<TypedSimplePlan>,
    input: Input,
}

impl Network {
    /// Reads an ONNX file, optimises it for the input's size, and asks it about a flat image:
    /// every output must have the wanted shape and hold finite numbers.
    pub(super) fn load(onnx: &[u8], input: &Input, outputs: &[Vec<usize>]) -> Result<Self, String> {
        let plan =
            plan(onnx, input).map_err(|error| format!("no usable ONNX network: {error:#}"))?;
        let network = Self {
            plan,
            input: input.clone(),
        };
        network.check(outputs)?;
        Ok(network)
    }

    /// Makes the state that one thread runs the network with.
    ///
    /// # Errors
    /// [`Error::Inference`] when tract cannot.
    pub fn session(&self) -> Result<Session, Error> {
        Ok(Session {
            state: self.plan.spawn().map_err(failed)?,
            input: self.input.clone(),
        })
    }

    fn check(&self, wanted: &[Vec<usize>]) -> Result<(), String> {
        let grey = vec![128; self.input.width * self.input.height];
        let mut session = self.session().map_err(|error| error.to_string())?;
        let found = session
            .outputs(&grey)
            .map_err(|error| format!("it fails: {error:#}"))?;
        let shapes: Vec<_> = found.iter().map(|output| output.shape().to_vec()).collect();
        if shapes != wanted {
            return Err(format!(
                "its outputs have the shapes {shapes:?}, not {wanted:?}"
            ));
        }
        for output in &found {
            let values = floats(output).map_err(|error| format!("{error:#}"))?;
            if values.iter().any(|value| !value.is_finite()) {
                return Err("it answers a flat image with what is no number".to_owned());
            }
        }
        Ok(())
    }
}

fn plan(onnx: &[u8], input: &Input) -> TractResult<Arc<TypedSimplePlan>> {
    let shape = [1, input.channels, input.height, input.width];
    tract_onnx::onnx()
        .model_for_read(&mut Cursor::new(onnx))?
        .with_input_fact(0, f32::fact(shape).into())?
        .into_optimized()?
        .into_runnable()
}

/// A network's state on one thread.
pub struct Session {
    state: TypedSimpleState,
    input: Input,
}

impl Session {
    /// Runs the network on a grey image of its input's size, row by row, and returns the outputs'
    /// values in order.
    ///
    /// # Errors
    /// [`Error::Inference`] when the image has another size or tract fails.
    pub fn run(&mut self, grey: &[u8]) -> Result<Vec<Vec<f32>>, Error> {
        let outputs = self.outputs(grey).map_err(failed)?;
        outputs
            .iter()
            .map(|output| floats(output).map_err(failed))
            .collect()
    }

    fn outputs(&mut self, grey: &[u8]) -> TractResult<TVec<TValue>> {
        let Input {
            width,
            height,
            channels,
            scale,
            offset,
        } = self.input;
        let values: Vec<f32> = grey
            .iter()
            .map(|&grey| f32::from(grey) * scale + offset)
            .collect();
        let tensor = Tensor::from_shape(&[1, channels, height, width], &values)?;
        self.state.run(tvec!(tensor.into_tvalue()))
    }
}

fn floats(output: &Tensor) -> TractResult<Vec<f32>> {
    Ok(output.try_as_plain_ram()?.as_slice::<f32>()?.to_vec())
}

fn failed(error: TractError) -> Error {
    Error::Inference(format!("{error:#}"))
}
