namespace Millrace;

/// <summary>Processes rows one by one, each into any number of rows. Written as a <c>partial struct</c> marked <see cref="OperatorAttribute"/>.</summary>
/// <remarks>Each subtask has an instance of its own, made once; fields that are not <see cref="StateAttribute"/> are lost with the process.</remarks>
/// <typeparam name="TIn">The rows it takes.</typeparam>
/// <typeparam name="TOut">The rows it makes.</typeparam>
public interface IProcessFunction<TIn, TOut>
{
    /// <summary>Processes a row. The row's text is valid during the call. Thread: the subtask's; must not block.</summary>
    void Process(in TIn row, ProcessContext<TOut> context);
}
