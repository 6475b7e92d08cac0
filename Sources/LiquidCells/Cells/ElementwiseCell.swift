/// A cell whose units do not see each other: each has its own state, its own parameters, and sees the inputs.
///
/// Then real-time recurrent learning is exact at the cost of a step (``EligibilityTraces``): what a parameter has done to
/// the state is one number, that of its own unit.
///
/// What a type promises by conforming: its outputs are its state, and the units are the leading dimension of every
/// parameter, so that a tensor of n numbers holds n / `stateCount` in a row for each unit.
package protocol ElementwiseCell: LiquidCell {}
