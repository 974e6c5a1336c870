namespace Millrace.Runtime;

/// <summary>Work units (about one row's worth each) left in the running step.</summary>
public sealed class StepBudget
{
    /// <summary>Units left; negative when overdrawn.</summary>
    public int Left { get; private set; }

    /// <summary>Starts a step.</summary>
    public void Refill(int units) => Left = units;

    /// <summary>Spends units; false once the step should end.</summary>
    public bool Spend(int units) => (Left -= units) > 0;
}
