using Millrace.Hosting;

namespace Millrace.Host.Tests.Support;

/// <summary>Collects what a job program writes, and sends it signals.</summary>
internal sealed class TestTerminal : Terminal
{
    private readonly TaskCompletionSource<Action<int>> _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override string Program => "app";

    public override StringWriter Output { get; } = new();

    public override StringWriter Error { get; } = new();

    public override bool OutputIsTerminal => false;

    public override bool ErrorIsTerminal => false;

    public override int Width => 80;

    /// <summary>Lines written to standard error.</summary>
    public IReadOnlyList<string> ErrorLines => Error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override IDisposable OnStop(Action<int> stop)
    {
        _stop.TrySetResult(stop);
        return new StringReader("");
    }

    public override IDisposable Guard(ProgressLine progress) => new StringReader("");

    /// <summary>Sends the signal that asks for this exit code, once the program listens.</summary>
    public async Task SignalAsync(int exitCode) => (await _stop.Task)(exitCode);
}
