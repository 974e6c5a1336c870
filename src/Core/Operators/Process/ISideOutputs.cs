using Millrace.Runtime;

namespace Millrace.Operators;

/// <summary>The side outputs of a function that the job reads, each with the chain behind it. Implemented by structs nested in one another.</summary>
public interface ISideOutputs : IChain
{
    /// <summary>Registers the outputs with the context that the function sends rows through.</summary>
    void Attach<TOut>(ProcessContext<TOut> context);

    /// <summary>Hands on what the function has sent.</summary>
    void Drain();
}
