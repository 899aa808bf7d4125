//! [`Connecting`]: what a new connection may take, and what is asked before it is used.
//!
//! reqwest makes a connection within the future of the request that needs it; what must be known there comes in a
//! variable of the task.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::{fmt, io};

use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;

use super::departure::Departure;
use super::error::Cause;

type BoxError = Box<dyn Error + Send + Sync>;

/// What a connection is made for.
#[derive(Clone, Debug)]
pub(super) struct Trip {
    /// Until when it must be there: for all tries of a request together.
    pub(super) connect_by: Instant,
    /// Who is asked before it is used.
    pub(super) departure: Option<Departure>,
}

tokio::task_local! {
    static TRIP: Trip;
}

impl Trip {
    /// Polls `request` with this known to whatever connects within it.
    pub(super) async fn of<F: Future>(self, request: F) -> F::Output {
        TRIP.scope(self, request).await
    }
}

/// That a request does not leave, with what becomes of it.
#[derive(Clone, Debug)]
pub(super) struct NotLeaving(pub(super) Cause);

impl fmt::Display for NotLeaving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Error for NotLeaving {}

/// Wraps reqwest's connector.
#[derive(Clone, Copy)]
pub(super) struct Connecting;

impl<S> Layer<S> for Connecting {
    type Service = Connector<S>;

    fn layer(&self, inner: S) -> Connector<S> {
        Connector(inner)
    }
}

/// Makes connections, name lookup and TLS included.
#[derive(Clone)]
pub(super) struct Connector<S>(S);

impl<S, Address> Service<Address> for Connector<S>
where
    S: Service<Address, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Send,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, address: Address) -> Self::Future {
        let connecting = self.0.call(address);
        // Every request is sent as a trip; one that is not would be a mistake, and goes nowhere.
        let trip = TRIP.try_with(Clone::clone);
        Box::pin(async move {
            let Trip { connect_by, departure } = trip?;
            let connection = timeout_at(connect_by, connecting).await;
            let connection = connection.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
            if let Some(departure) = departure {
                departure.leave().await.map_err(NotLeaving)?;
            }
            Ok(connection)
        })
    }
}
