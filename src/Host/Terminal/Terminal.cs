namespace Millrace.Hosting;

/// <summary>The outside of a job program, so that tests can stand in for it.</summary>
internal abstract class Terminal
{
    /// <summary>The streams of this process.</summary>
    public static Terminal Process { get; } = new ProcessTerminal();

    /// <summary>Name of the program, for the help text.</summary>
    public abstract string Program { get; }

    /// <summary>Standard output, for help and plans. A job's rows do not pass through here.</summary>
    public abstract TextWriter Output { get; }

    /// <summary>Standard error, for everything that is not a result. What cannot be written there is lost; it never throws for that.</summary>
    public abstract TextWriter Error { get; }

    /// <summary>True if a person looks at standard output.</summary>
    public abstract bool OutputIsTerminal { get; }

    /// <summary>True if a person looks at standard error.</summary>
    public abstract bool ErrorIsTerminal { get; }

    /// <summary>Characters in a line of standard error.</summary>
    public abstract int Width { get; }

    /// <summary>Calls <paramref name="stop"/> with the exit code a signal asks for; the second signal removes temporary files and ends the process.</summary>
    public abstract IDisposable OnStop(Action<int> stop);

    /// <summary>Until disposed, what the job's own code writes to the console keeps clear of the progress line.</summary>
    public abstract IDisposable Guard(ProgressLine progress);

    private sealed class ProcessTerminal : Terminal
    {
        public override string Program => Path.GetFileName(Environment.GetCommandLineArgs()[0]) is var file && file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(file) : file;

        public override TextWriter Output => Console.Out;

        // Asked for anew each time, since a program may put another writer in its place.
        public override TextWriter Error { get; } = new LenientWriter(static () => Console.Error);

        public override bool OutputIsTerminal => !Console.IsOutputRedirected;

        public override bool ErrorIsTerminal => !Console.IsErrorRedirected;

        public override int Width
        {
            get
            {
                try
                {
                    return Console.WindowWidth is > 0 and var width ? width : 80;
                }
                catch (IOException)
                {
                    return 80;
                }
            }
        }

        public override IDisposable OnStop(Action<int> stop) => new StopSignals(stop);

        public override IDisposable Guard(ProgressLine progress) => new ConsoleGuard(progress);
    }

    private sealed class ConsoleGuard : IDisposable
    {
        private readonly TextWriter _output = Console.Out;
        private readonly TextWriter _guard;

        public ConsoleGuard(ProgressLine progress)
        {
            Console.SetOut(new ProgressGuard(_output, progress));
            _guard = Console.Out;
        }

        public void Dispose()
        {
            // Unless the job has put something else in its place.
            if (ReferenceEquals(Console.Out, _guard)) Console.SetOut(_output);
        }
    }
}
